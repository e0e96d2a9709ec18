package io.cashew.client;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import io.cashew.operation.Limits;
import io.cashew.telemetry.Tracer;
import java.time.Duration;
import java.util.List;

/**
 * What a client needs to know. Only the proxies have no default; the rest is changed by the {@code
 * with} methods, each of which makes a new configuration.
 *
 * @param proxies 1 to 64, each with its port; requests are spread over those in reach. A name with
 *     several addresses counts as one proxy, at the first of them that can be connected to
 * @param deadline what a request may take, retries included, unless it is said per call ({@link
 *     CashewClient#withDeadline}); 1 ms to 30 s
 * @param eventLoops threads that do all the network work, 1 to 64; each has one connection to every
 *     proxy. Requests that are on the same one at a time share messages, so few are best
 * @param maxInFlight requests that may be unanswered at a time, 1 to 1,000,000; see {@link
 *     CashewClient} for what becomes of more
 * @param maxInFlightBytes of the keys and values of unanswered requests, and 48 for each; 2 MiB to
 *     1 GiB
 * @param tracer begins a span for each request, which the proxies and nodes go on from; {@link
 *     Tracer#OFF}: nothing is traced
 */
public record ClientConfig(
    List<HostAndPort> proxies,
    Duration deadline,
    int eventLoops,
    int maxInFlight,
    long maxInFlightBytes,
    Tracer tracer) {
  /** What a request may take. */
  public static final Duration DEFAULT_DEADLINE = Duration.ofMillis(Limits.DEFAULT_DEADLINE_MILLIS);

  /** Requests that may be unanswered. */
  public static final int DEFAULT_MAX_IN_FLIGHT = 1 << 16;

  /** Bytes of unanswered requests. */
  public static final long DEFAULT_MAX_IN_FLIGHT_BYTES = 64L << 20;

  private static final Duration MAX_DEADLINE = Duration.ofMillis(Limits.MAX_DEADLINE_MILLIS);
  private static final int MAX_PROXIES = 64;
  private static final int MAX_EVENT_LOOPS = 64;
  private static final int MAX_MAX_IN_FLIGHT = 1_000_000;
  private static final long MIN_MAX_BYTES = 2L << 20; // two of the largest values
  private static final long MAX_MAX_BYTES = 1L << 30;

  public ClientConfig {
    proxies = ImmutableList.copyOf(proxies);
    checkArgument(!proxies.isEmpty(), "proxies: none (expected: at least one host:port)");
    checkArgument(
        proxies.size() <= MAX_PROXIES,
        "proxies: %s of them (expected: at most %s)",
        proxies.size(),
        MAX_PROXIES);
    for (HostAndPort proxy : proxies) {
      checkArgument(proxy.hasPort(), "proxies: %s (expected: host:port)", proxy);
    }
    checkDeadline(deadline);
    checkArgument(
        eventLoops >= 1 && eventLoops <= MAX_EVENT_LOOPS,
        "event loops: %s (expected: 1 to %s)",
        eventLoops,
        MAX_EVENT_LOOPS);
    checkArgument(
        maxInFlight >= 1 && maxInFlight <= MAX_MAX_IN_FLIGHT,
        "max in flight: %s (expected: 1 to %s)",
        maxInFlight,
        MAX_MAX_IN_FLIGHT);
    checkArgument(
        maxInFlightBytes >= MIN_MAX_BYTES && maxInFlightBytes <= MAX_MAX_BYTES,
        "max in flight: %s bytes (expected: %s to %s)",
        maxInFlightBytes,
        MIN_MAX_BYTES,
        MAX_MAX_BYTES);
    checkNotNull(tracer, "tracer");
  }

  /** One that traces nothing. */
  public ClientConfig(
      List<HostAndPort> proxies,
      Duration deadline,
      int eventLoops,
      int maxInFlight,
      long maxInFlightBytes) {
    this(proxies, deadline, eventLoops, maxInFlight, maxInFlightBytes, Tracer.OFF);
  }

  /** Proxies and a deadline; all else by default. */
  public ClientConfig(List<HostAndPort> proxies, Duration deadline) {
    this(
        proxies, deadline, defaultEventLoops(), DEFAULT_MAX_IN_FLIGHT, DEFAULT_MAX_IN_FLIGHT_BYTES);
  }

  /** Proxies, and all else by default. */
  public static ClientConfig of(HostAndPort... proxies) {
    return new ClientConfig(ImmutableList.copyOf(proxies), DEFAULT_DEADLINE);
  }

  /** The same with another deadline. */
  public ClientConfig withDeadline(Duration deadline) {
    return new ClientConfig(proxies, deadline, eventLoops, maxInFlight, maxInFlightBytes, tracer);
  }

  /** The same with another number of threads. */
  public ClientConfig withEventLoops(int eventLoops) {
    return new ClientConfig(proxies, deadline, eventLoops, maxInFlight, maxInFlightBytes, tracer);
  }

  /** The same with another number of requests that may be unanswered. */
  public ClientConfig withMaxInFlight(int maxInFlight) {
    return new ClientConfig(proxies, deadline, eventLoops, maxInFlight, maxInFlightBytes, tracer);
  }

  /** The same with another number of bytes that may be unanswered. */
  public ClientConfig withMaxInFlightBytes(long maxInFlightBytes) {
    return new ClientConfig(proxies, deadline, eventLoops, maxInFlight, maxInFlightBytes, tracer);
  }

  /**
   * The same with spans of a tracer, such as {@code
   * io.cashew.telemetry.open.OpenTelemetryTracer.of(openTelemetry)}.
   */
  public ClientConfig withTracer(Tracer tracer) {
    return new ClientConfig(proxies, deadline, eventLoops, maxInFlight, maxInFlightBytes, tracer);
  }

  /** A thread for every eight processors, 1 to 4: one is good for a million requests a second. */
  private static int defaultEventLoops() {
    return Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 8));
  }

  static void checkDeadline(Duration deadline) {
    checkArgument(
        deadline.compareTo(Duration.ofMillis(1)) >= 0 && deadline.compareTo(MAX_DEADLINE) <= 0,
        "deadline: %s ms (expected: 1 ms to 30 s)",
        deadline.toMillis());
  }
}
