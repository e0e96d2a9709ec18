package io.cashew.cli;

import io.cashew.config.CashewConfig;
import io.cashew.config.ConnectionSettings;
import io.cashew.config.Flag;
import io.cashew.config.HttpDoorSettings;
import io.cashew.config.RespSettings;
import io.cashew.lifecycle.Part;
import io.cashew.local.DemoDatabase;
import io.cashew.local.LocalConfig;
import io.cashew.local.Processes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "local",
    header = "Run a whole cluster in one process.",
    description = {
      "A proxy, nodes and the ring, without etcd. With no groups configured, two stand over a small"
          + " database: 'scores' (Tom, Jack, Sam) and 'world' (country:DE, currency:EUR,"
          + " zone:Europe/Berlin ...)."
    })
final class LocalCommand implements Callable<Integer> {
  private final Console console;
  private final Processes processes;
  private final Consumer<Part> untilStopped;

  @Mixin private final ConfigOptions config = new ConfigOptions();

  @Option(names = "--nodes", paramLabel = "N", description = "How many nodes, 1 to 64. Default: 3.")
  private int nodes = LocalConfig.DEFAULT_NODES;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where clients connect. Default: 7400.")
  private Optional<String> port = Optional.empty();

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      description = "Where people and their tools connect. Default: 7480.")
  private Optional<String> adminPort = Optional.empty();

  @Option(
      names = "--redis-port",
      paramLabel = "PORT",
      description = "Where Redis clients connect; none: nowhere. Default: 7450.")
  private Optional<String> redisPort = Optional.empty();

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "Where HTTP clients connect; none: nowhere. Default: 7460.")
  private Optional<String> httpPort = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "What outlives the process. Default: .cashew in your home directory.")
  private Path data = Path.of(System.getProperty("user.home", "."), ".cashew");

  LocalCommand(Console console, Processes processes, Consumer<Part> untilStopped) {
    this.console = console;
    this.processes = processes;
    this.untilStopped = untilStopped;
  }

  @Override
  public Integer call() {
    LocalConfig local = localConfig();
    Part running = processes.local(local);
    greet(local);
    untilStopped.accept(running);
    return ExitCode.OK.code();
  }

  private LocalConfig localConfig() {
    List<Flag> flags = new ArrayList<>();
    port.ifPresent(text -> flags.add(new Flag("--port", "proxy.listen", "127.0.0.1:" + text)));
    adminPort.ifPresent(
        text -> flags.add(new Flag("--admin-port", "proxy.admin", "127.0.0.1:" + text)));
    redisPort.ifPresent(text -> flags.add(new Flag("--redis-port", "proxy.resp", address(text))));
    httpPort.ifPresent(text -> flags.add(new Flag("--http-port", "proxy.http", address(text))));
    CashewConfig read = withHttp(withResp(config.read(flags)));
    try {
      LocalConfig local = new LocalConfig(nodes, data, read);
      return read.groups().isEmpty() ? withDemo(local) : local;
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage());
    }
  }

  private static String address(String port) {
    return port.equals(RespSettings.NONE) ? port : "127.0.0.1:" + port;
  }

  /** Redis clients may connect unless it was said that they may not. */
  private CashewConfig withResp(CashewConfig read) {
    return redisPort.isPresent()
        ? read
        : read.with(
            read.proxy().orResp(RespSettings.at(RespSettings.DEFAULT_LISTEN)),
            read.sources(),
            read.groups());
  }

  /** The same of HTTP clients. */
  private CashewConfig withHttp(CashewConfig read) {
    return httpPort.isPresent()
        ? read
        : read.with(
            read.proxy().orHttp(HttpDoorSettings.at(HttpDoorSettings.DEFAULT_LISTEN)),
            read.sources(),
            read.groups());
  }

  private static LocalConfig withDemo(LocalConfig local) {
    DemoDatabase demo = DemoDatabase.in(local.data());
    CashewConfig config = local.config();
    List<ConnectionSettings> sources = new ArrayList<>(config.sources());
    sources.removeIf(source -> source.name().equals(DemoDatabase.SOURCE));
    sources.add(demo.connection());
    return new LocalConfig(
        local.nodes(), local.data(), config.with(config.proxy(), sources, DemoDatabase.groups()));
  }

  /** The proxy's; the nodes' are on the ports after it. */
  private static String metrics(LocalConfig local) {
    return local
        .config()
        .proxy()
        .adminHttp()
        .map(
            proxy ->
                "http://%s/metrics, of the nodes on the next %s"
                    .formatted(proxy, local.nodes() == 1 ? "port" : local.nodes() + " ports"))
        .orElse("none");
  }

  private void greet(LocalConfig local) {
    console
        .out()
        .printf(
            "Cashew is up: %d %s behind one proxy.%n"
                + "  clients  %s%n"
                + "  Redis    %s%n"
                + "  HTTP     %s%n"
                + "  admin    %s%n"
                + "  metrics  %s%n"
                + "  data     %s%n",
            local.nodes(),
            local.nodes() == 1 ? "node" : "nodes",
            local.config().proxy().listen(),
            local
                .config()
                .proxy()
                .resp()
                .map(resp -> resp.listen().toString())
                .orElse(RespSettings.NONE),
            local
                .config()
                .proxy()
                .http()
                .map(http -> "http://" + http.listen())
                .orElse(HttpDoorSettings.NONE),
            local.config().proxy().admin(),
            metrics(local),
            local.data());
    console.out().println();
    console.out().println("Try, in another terminal:");
    if (local.config().groups().equals(DemoDatabase.groups())) {
      console.out().println("  ./cashew get scores Tom --explain");
      console.out().println("  ./cashew get world country:DE");
      local
          .config()
          .proxy()
          .resp()
          .ifPresent(
              resp ->
                  console
                      .out()
                      .printf("  redis-cli -p %d get scores:Tom%n", resp.listen().getPort()));
      local
          .config()
          .proxy()
          .http()
          .ifPresent(
              http ->
                  console
                      .out()
                      .printf("  curl -i http://%s/v1/groups/scores/keys/Tom%n", http.listen()));
    }
    console.out().println("  ./cashew nodes");
    console.out().println();
    console.out().println("Ctrl-C stops it.");
  }
}
