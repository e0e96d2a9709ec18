package io.cashew.overload;

import com.google.common.net.HostAndPort;
import io.cashew.overload.Caller.Way;
import io.cashew.overload.Outcomes.Figures;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Connections that say hello and nothing more, beside others. */
@Command(
    name = "idle",
    description = "Measures clients beside connections that do nothing, and what those cost.",
    mixinStandardHelpOptions = true)
final class IdleConnections implements Callable<Integer> {
  private static final int KEYS = 1_000;

  /** HTTP/2's preface and an empty SETTINGS frame: what gRPC begins with. */
  private static final String HTTP_2 = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\4\0\0\0\0\0";

  private static final String PING = "*1\r\n$4\r\nPING\r\n";

  @Option(names = "--connections", defaultValue = "10000", description = "Default: 10000.")
  private int connections;

  @Option(names = "--rate", defaultValue = "2000", description = "Of the others. Default: 2000.")
  private int rate;

  @Option(names = "--seconds", defaultValue = "5", description = "For each step. Default: 5.")
  private double seconds;

  @Option(names = "--heap", defaultValue = "512m", description = "The server's. Default: 512m.")
  private String heap = "512m";

  @Override
  public Integer call() throws IOException {
    List<Socket> idle = new ArrayList<>();
    try (ServerProcess server = new ServerProcess(heap, "")) {
      OverloadCommand.fill(server.grpc(), "k", KEYS, 100);
      Outcomes outcomes = new Outcomes();
      List<Caller> callers = new ArrayList<>();
      for (Way way : Way.values()) {
        callers.add(Caller.by(way, server.grpc(), "k", KEYS, Caller.DEADLINE_MILLIS, outcomes));
      }
      OpenLoop.at(rate, 2 * seconds, callers);
      Figures alone = figures(outcomes, callers, "alone");
      System.out.println(server.describe());
      open(server.resp(), PING, connections / 2, idle);
      Figures half = figures(outcomes, callers, "%,d RESP".formatted(idle.size()));
      System.out.println(server.describe());
      open(server.grpc(), HTTP_2, connections - idle.size(), idle);
      Figures all = figures(outcomes, callers, "%,d in all".formatted(idle.size()));
      System.out.println(server.describe());
      System.out.printf(
          "p99 beside them: %.2f and %.2f times that without%n",
          half.answeredMillis(99) / alone.answeredMillis(99),
          all.answeredMillis(99) / alone.answeredMillis(99));
      callers.forEach(Caller::close);
      return 0;
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  private Figures figures(Outcomes outcomes, List<Caller> callers, String what) {
    OpenLoop.at(rate, seconds, callers); // greetings are over
    outcomes.reset();
    OpenLoop.at(rate, seconds, callers);
    Figures figures = outcomes.take();
    System.out.printf("%-15s %s%n", what, figures.describe(seconds));
    return figures;
  }

  private static void open(HostAndPort proxy, String hello, int count, List<Socket> idle)
      throws IOException {
    byte[] bytes = hello.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < count; i++) {
      Socket socket = new Socket(proxy.getHost(), proxy.getPort());
      socket.getOutputStream().write(bytes);
      idle.add(socket);
    }
  }
}
