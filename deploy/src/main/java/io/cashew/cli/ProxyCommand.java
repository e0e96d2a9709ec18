package io.cashew.cli;

import io.cashew.config.Flag;
import io.cashew.lifecycle.Part;
import io.cashew.local.Processes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "proxy",
    header = "Run a proxy.",
    description =
        "Clients talk to proxies; run as many as you like. Needs etcd. Stops at Ctrl-C or SIGTERM.")
final class ProxyCommand implements Callable<Integer> {
  private final Processes processes;
  private final Consumer<Part> untilStopped;

  @Mixin private final ConfigOptions config = new ConfigOptions();
  @Mixin private final ClusterOptions cluster = new ClusterOptions();

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "Unique among proxies. Default: from host name and port.")
  private Optional<String> id = Optional.empty();

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "Where clients connect. Default: 127.0.0.1:7400.")
  private Optional<String> listen = Optional.empty();

  @Option(
      names = "--admin",
      paramLabel = "HOST:PORT",
      description = "Where people and their tools connect. Default: 127.0.0.1:7480.")
  private Optional<String> admin = Optional.empty();

  ProxyCommand(Processes processes, Consumer<Part> untilStopped) {
    this.processes = processes;
    this.untilStopped = untilStopped;
  }

  @Override
  public Integer call() {
    List<Flag> flags = new ArrayList<>(cluster.flags());
    id.ifPresent(text -> flags.add(new Flag("--id", "proxy.id", text)));
    listen.ifPresent(text -> flags.add(new Flag("--listen", "proxy.listen", text)));
    admin.ifPresent(text -> flags.add(new Flag("--admin", "proxy.admin", text)));
    untilStopped.accept(processes.proxy(config.read(flags)));
    return ExitCode.OK.code();
  }
}
