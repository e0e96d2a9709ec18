package io.cashew.overload;

import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.operation.Limits;
import io.cashew.overload.Caller.Way;
import io.cashew.overload.Outcomes.Figures;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.SetEntry;
import io.cashew.v1.SetManyRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The {@code overload} command. */
@Command(
    name = "overload",
    description =
        "Asks a proxy on this machine for more than it can, and prints what becomes of it.",
    mixinStandardHelpOptions = true,
    subcommands = {LargeValues.class, SlowReaders.class, IdleConnections.class})
public final class OverloadCommand implements Callable<Integer> {
  private static final int KEYS = 1_000;
  private static final int LEAST_ROUNDS = 3;
  private static final int MOST_ROUNDS = 8;

  @Option(names = "--way", defaultValue = "EXCHANGE", description = "EXCHANGE or UNARY.")
  private Way way = Way.EXCHANGE;

  @Option(names = "--connections", defaultValue = "4", description = "Default: 4.")
  private int connections;

  @Option(names = "--seconds", defaultValue = "5", description = "For each step. Default: 5.")
  private double seconds;

  @Option(names = "--value", defaultValue = "100", description = "Bytes of a value. Default: 100.")
  private int valueBytes;

  @Option(names = "--heap", defaultValue = "512m", description = "The server's. Default: 512m.")
  private String heap = "512m";

  @Option(
      names = "--server-cpus",
      defaultValue = "",
      description = "CPUs of the server, as taskset takes them. Default: all.")
  private String cpus = "";

  @Option(
      names = "--outstanding",
      defaultValue = "256",
      description = "Unanswered on each connection, to find the peak. Default: 256.")
  private int outstanding;

  @Option(
      names = "--peak",
      defaultValue = "0",
      description = "Operations a second at best, if known. Default: it is looked for.")
  private double knownPeak;

  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new OverloadCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments));
  }

  @Override
  public Integer call() {
    try (ServerProcess server = new ServerProcess(heap, cpus)) {
      fill(server.grpc(), "k", KEYS, valueBytes);
      Outcomes outcomes = new Outcomes();
      List<Caller> callers = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        callers.add(Caller.by(way, server.grpc(), "k", KEYS, Caller.DEADLINE_MILLIS, outcomes));
      }
      double found = peak(outcomes, callers);
      double peak = knownPeak > 0 ? knownPeak : found;
      for (double load : new double[] {0.5, 1, 1.5, 2, 3}) {
        OpenLoop.at(peak * load, 1, callers);
        outcomes.reset();
        OpenLoop.at(peak * load, seconds, callers);
        Figures figures = outcomes.take();
        System.out.printf(
            "%.1fx, %3.0f %% good %s%n",
            load,
            figures.answered().getTotalCount() / seconds / peak * 100,
            figures.describe(seconds));
        OpenLoop.at(1, 1.5, callers); // what is late ends
      }
      System.out.println(server.describe());
      callers.forEach(Caller::close);
    }
    return 0;
  }

  /** What is answered a second at best, once it does not get better any more. */
  private double peak(Outcomes outcomes, List<Caller> callers) {
    double best = 0;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      outcomes.reset();
      OpenLoop.closed(outstanding, seconds, callers);
      Figures figures = outcomes.take();
      System.out.printf("closed loop     %s%n", figures.describe(seconds));
      double rate = figures.answered().getTotalCount() / seconds;
      if (round >= LEAST_ROUNDS && rate < best * 1.1) {
        return Math.max(best, rate);
      }
      best = Math.max(best, rate);
    }
    return best;
  }

  /** Sets keys of a prefix. */
  static void fill(HostAndPort proxy, String prefix, int keys, int valueBytes) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(proxy.getHost(), proxy.getPort())
            .usePlaintext()
            .maxInboundMessageSize(Limits.MESSAGE_BYTES)
            .build();
    ByteString value = ByteString.copyFrom(new byte[valueBytes]);
    int each = Math.max(1, Math.min(Limits.BATCH_KEYS, (6 << 20) / Math.max(1, valueBytes)));
    for (int from = 0; from < keys; from += each) {
      SetManyRequest.Builder request = SetManyRequest.newBuilder().setGroup(Server.GROUP);
      for (int i = from; i < Math.min(keys, from + each); i++) {
        request.addEntries(
            SetEntry.newBuilder().setKey(ByteString.copyFromUtf8(prefix + i)).setValue(value));
      }
      CacheGrpc.newBlockingStub(channel)
          .withDeadlineAfter(30, TimeUnit.SECONDS)
          .setMany(request.build())
          .getResultsList()
          .forEach(
              result -> {
                if (!result.hasDone()) {
                  throw new IllegalStateException("a set failed: " + result);
                }
              });
    }
    channel.shutdownNow();
  }
}
