package io.cashew.admin;

import com.google.common.net.HostAndPort;
import io.cashew.health.Health;
import io.cashew.health.LoopWatch;
import io.cashew.http.HttpLimits;
import io.cashew.http.HttpReply;
import io.cashew.http.HttpServer;
import io.cashew.http.Routes;
import io.cashew.lifecycle.Part;
import io.cashew.lifecycle.Parts;
import io.cashew.lifecycle.StartException;
import io.cashew.logging.LogLevels;
import io.cashew.metrics.MetricSource;
import io.cashew.metrics.Metrics;
import io.cashew.rpc.EventLoops;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Tells operators and their tools how a process is: {@code /metrics}, {@code /healthz}, {@code
 * /readyz}, {@code /loggers}. On a thread of its own: it costs requests nothing, and answers when
 * nothing else does.
 */
public final class AdminListener implements Part {
  private static final HttpLimits LIMITS =
      new HttpLimits(64 << 10, 64, Duration.ofMinutes(2), Duration.ofMinutes(1));

  private final Parts parts;
  private final HttpServer server;

  private AdminListener(Parts parts, HttpServer server) {
    this.parts = parts;
    this.server = server;
  }

  /**
   * Binds and answers.
   *
   * @param id of the process; its thread carries it
   * @param setting that names the address
   * @param source what the process counts
   * @param loops those whose standstill is its death
   * @param health asked each time, on the listener's thread
   * @param others adds what else this process answers there
   * @throws StartException if the address cannot be bound
   */
  public static AdminListener start(
      String id,
      HostAndPort listen,
      String setting,
      MetricSource source,
      LoopWatch loops,
      Supplier<Health> health,
      UnaryOperator<Routes> others) {
    Parts parts = new Parts();
    try {
      Metrics metrics = parts.add(Metrics.ofThisProcess());
      metrics.add(loops);
      metrics.add(source);
      EventLoops own = parts.add(EventLoops.start(id + "-admin", 1));
      HttpServer server =
          parts.add(
              HttpServer.start(
                  own, listen, LIMITS, others.apply(routes(metrics, loops, health)), setting));
      return new AdminListener(parts, server);
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private static Routes routes(Metrics metrics, LoopWatch loops, Supplier<Health> health) {
    Routes routes =
        Routes.none()
            .with(
                "GET",
                "/metrics",
                (request, replies) ->
                    replies.accept(HttpReply.text(Metrics.MEDIA_TYPE, metrics.text())));
    Routes withHealth = new HealthRoutes(loops, health).addTo(routes);
    return LogLevels.ofThisProcess()
        .map(levels -> new LoggerRoutes(levels).addTo(withHealth))
        .orElse(withHealth);
  }

  /** Where it listens, with the port it got. */
  public HostAndPort address() {
    return server.address();
  }

  @Override
  public void close() {
    parts.close();
  }
}
