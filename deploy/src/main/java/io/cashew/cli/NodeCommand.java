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
    name = "node",
    header = "Run a storage node; drain one.",
    description =
        "Nodes keep the values; start another one to grow the cluster. Needs etcd. At Ctrl-C or"
            + " SIGTERM it leaves the ring first, then stops.")
final class NodeCommand implements Callable<Integer> {
  private final Processes processes;
  private final Consumer<Part> untilStopped;

  @Mixin private final ConfigOptions config = new ConfigOptions();
  @Mixin private final ClusterOptions cluster = new ClusterOptions();

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "Unique among nodes, and kept over restarts. Default: from host name and port.")
  private Optional<String> id = Optional.empty();

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "Where proxies and nodes connect. Default: 127.0.0.1:7410.")
  private Optional<String> listen = Optional.empty();

  @Option(
      names = "--advertise",
      paramLabel = "HOST:PORT",
      description = "The address others are told. Needed if --listen is 0.0.0.0.")
  private Optional<String> advertise = Optional.empty();

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "What fails together with this node, such as a rack.")
  private Optional<String> zone = Optional.empty();

  @Option(
      names = "--weight",
      paramLabel = "N",
      description = "Its share, relative to other nodes; 1 to 1000. Default: 1.")
  private Optional<String> weight = Optional.empty();

  NodeCommand(Processes processes, Consumer<Part> untilStopped) {
    this.processes = processes;
    this.untilStopped = untilStopped;
  }

  @Override
  public Integer call() {
    List<Flag> flags = new ArrayList<>(cluster.flags());
    id.ifPresent(text -> flags.add(new Flag("--id", "node.id", text)));
    listen.ifPresent(text -> flags.add(new Flag("--listen", "node.listen", text)));
    advertise.ifPresent(text -> flags.add(new Flag("--advertise", "node.advertise", text)));
    zone.ifPresent(text -> flags.add(new Flag("--zone", "node.zone", text)));
    weight.ifPresent(text -> flags.add(new Flag("--weight", "node.weight", text)));
    untilStopped.accept(processes.node(config.read(flags)));
    return ExitCode.OK.code();
  }
}
