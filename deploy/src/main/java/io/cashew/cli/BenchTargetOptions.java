package io.cashew.cli;

import com.google.common.base.Ascii;
import com.google.common.net.HostAndPort;
import io.cashew.bench.Target;
import io.cashew.bench.door.ClientTarget;
import io.cashew.bench.door.ClientTarget.Manner;
import io.cashew.bench.door.ExchangeTarget;
import io.cashew.bench.door.RespTarget;
import io.cashew.bench.door.UnaryTarget;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a bench talks to, and how. */
final class BenchTargetOptions {
  private static final HostAndPort LOCAL_RESP = HostAndPort.fromParts("127.0.0.1", 7450);

  @Option(
      names = {"--door", "--mode"},
      paramLabel = "DOOR",
      description =
          "exchange: many operations in a message. unary: a call for each. client: the Java client"
              + " library. resp: Redis' protocol. Default: exchange.")
  private @Nullable Door door;

  @Option(
      names = "--proxy",
      paramLabel = "HOST:PORT",
      split = ",",
      defaultValue = "${env:CASHEW_PROXY:-127.0.0.1:7400}",
      description =
          "The proxies to measure, parted by commas, in turn. Default: $CASHEW_PROXY or"
              + " 127.0.0.1:7400.")
  private List<HostAndPort> proxies = List.of();

  @Option(
      names = "--resp",
      paramLabel = "HOST:PORT",
      split = ",",
      description =
          "Instead of proxies, whatever speaks Redis' protocol: their Redis door, Redis,"
              + " twemproxy ... Keys are GROUP:KEY. Default: 127.0.0.1:7450.")
  private List<HostAndPort> resp = List.of();

  @Option(
      names = "--callers",
      paramLabel = "N",
      description = "N threads share one client of the library, and each waits for its answers.")
  private @Nullable Integer callers;

  @Option(names = "--blocking", hidden = true, description = "What --callers says anyway.")
  private boolean blocking;

  /** How requests travel. */
  enum Door {
    EXCHANGE,
    UNARY,
    CLIENT,
    RESP
  }

  /** Threads that each wait for one answer at a time; empty: nobody blocks. */
  OptionalInt callers() {
    if (callers == null && !blocking) {
      return OptionalInt.empty();
    }
    if (callers == null) {
      throw new UsageException("--blocking: (expected: --callers N, how many threads)");
    }
    if (door() != Door.CLIENT) {
      throw new UsageException("--callers: (expected: --door client, or no --door)");
    }
    if (callers < 1 || callers > 256) {
      throw new UsageException("--callers: %d (expected: 1 to 256)".formatted(callers));
    }
    return OptionalInt.of(callers);
  }

  private Door door() {
    if (door == null) {
      return callers != null ? Door.CLIENT : resp.isEmpty() ? Door.EXCHANGE : Door.RESP;
    }
    if (door != Door.RESP && !resp.isEmpty()) {
      throw new UsageException(
          "--resp: together with --door %s (expected: one of them)"
              .formatted(Ascii.toLowerCase(door.name())));
    }
    return door;
  }

  private List<HostAndPort> addresses() {
    if (door() != Door.RESP) {
      return proxies;
    }
    return resp.isEmpty() ? List.of(LOCAL_RESP) : resp;
  }

  String title(String group) {
    return "%s, %s at %s"
        .formatted(
            group,
            Ascii.toLowerCase(door().name()),
            addresses().stream().map(HostAndPort::toString).collect(Collectors.joining(", ")));
  }

  /** Connects to nothing yet. */
  Target open(String group) {
    return switch (door()) {
      case EXCHANGE -> new ExchangeTarget(addresses(), group);
      case UNARY -> new UnaryTarget(addresses(), group);
      case CLIENT ->
          new ClientTarget(
              addresses(), group, callers().isPresent() ? Manner.BLOCKING : Manner.CHAINING);
      case RESP -> new RespTarget(addresses(), group);
    };
  }
}
