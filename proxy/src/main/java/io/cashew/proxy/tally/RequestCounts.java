package io.cashew.proxy.tally;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.cashew.metrics.Metric;
import io.cashew.metrics.MetricSource;
import io.cashew.metrics.Sheet;
import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.status.Reason;
import io.cashew.tally.Distribution;
import io.cashew.time.Ticker;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * Counts the requests of one door: what became of each, by method and group, and how long one in
 * {@value LaneRequests#TIMED_ONE_IN} of them took.
 *
 * <p>Threads: {@link #begin} and {@link #end} for the lane that they name; everything else for any.
 */
public final class RequestCounts implements MetricSource {
  /** One request in so many is timed, on average. */
  public static final int TIMED_ONE_IN = LaneRequests.TIMED_ONE_IN;

  private static final Metric REQUESTS =
      Metric.counter(
          "cashew_proxy_requests_total",
          "Operations on one key that were routed, by what became of them.",
          "door",
          "method",
          "group",
          "outcome",
          "code",
          "reason");
  private static final Metric TIMES =
      Metric.histogram(
          "cashew_proxy_request_duration_seconds",
          "How long operations took in the proxy and behind it; of a sample, one in 64.",
          "door",
          "method");
  private static final Metric REFUSED =
      Metric.counter(
          "cashew_proxy_refused_requests_total",
          "Operations and batches that a door refused before they were routed.",
          "door",
          "reason");

  private final String door;
  private final ImmutableList<LaneRequests> lanes;
  private final ImmutableMap<Reason, LongAdder> refused;

  /**
   * Nothing yet.
   *
   * @param lanes how many
   * @param isGroup whether there is a group of a name; any thread
   */
  public RequestCounts(String door, int lanes, Ticker ticker, Predicate<String> isGroup) {
    this.door = door;
    ImmutableList.Builder<LaneRequests> each = ImmutableList.builder();
    for (int i = 0; i < lanes; i++) {
      each.add(new LaneRequests(ticker, isGroup, 0x9E37 + i));
    }
    this.lanes = each.build();
    Map<Reason, LongAdder> adders = new EnumMap<>(Reason.class);
    for (Reason reason : Reason.values()) {
      adders.put(reason, new LongAdder());
    }
    this.refused = ImmutableMap.copyOf(adders);
  }

  /** A request begins on a lane. What is returned belongs to {@link #end}. */
  public long begin(int lane) {
    return lanes.get(lane).begin();
  }

  /** It is answered, on the same lane. */
  public void end(int lane, Operation operation, Reply reply, long begun) {
    lanes.get(lane).end(operation, reply, begun);
  }

  /** A door refused something before it was routed. */
  public void refused(Reason reason) {
    LongAdder adder = refused.get(reason);
    if (adder != null) { // it is there
      adder.increment();
    }
  }

  /** Tells what became of the operations so far, each method by itself. Any thread. */
  public void tell(Listener listener) {
    for (LaneRequests lane : lanes) {
      for (GroupRow row : lane.rows()) {
        row.forEach(
            (method, result, count) ->
                listener.counted(row.group(), result.outcome(), result.reason(), count));
      }
    }
  }

  /** How often a door refused something for a reason. Any thread. */
  public long refusals(Reason reason) {
    LongAdder adder = refused.get(reason);
    return adder == null ? 0 : adder.sum();
  }

  /** Told of operations that were counted. */
  public interface Listener {
    /** {@code reason}: of a failure; else empty. */
    void counted(String group, String outcome, String reason, long count);
  }

  @Override
  public void report(Sheet sheet) {
    for (Counted counted : counted()) {
      sheet.put(
          REQUESTS,
          counted.count(),
          door,
          counted.method(),
          counted.group(),
          counted.outcome(),
          counted.code(),
          counted.reason());
    }
    for (LaneRequests lane : lanes) {
      for (Method method : Method.values()) {
        sheet.put(TIMES, lane.times(method), door, method.label());
      }
    }
    refused().forEach((reason, count) -> sheet.put(REFUSED, count, door, reason.name()));
  }

  /** The name of the door. */
  public String door() {
    return door;
  }

  /** What became of the requests so far; what one kind came to may be there once for each lane. */
  public ImmutableList<Counted> counted() {
    ImmutableList.Builder<Counted> all = ImmutableList.builder();
    for (LaneRequests lane : lanes) {
      for (GroupRow row : lane.rows()) {
        row.forEach(
            (method, result, count) ->
                all.add(
                    new Counted(
                        door,
                        method.label(),
                        row.group(),
                        result.outcome(),
                        result.code(),
                        result.reason(),
                        count)));
      }
    }
    return all.build();
  }

  /** What the door refused so far, and why; what never was is left out. */
  public ImmutableMap<Reason, Long> refused() {
    ImmutableMap.Builder<Reason, Long> all = ImmutableMap.builder();
    refused.forEach(
        (reason, count) -> {
          if (count.sum() > 0) {
            all.put(reason, count.sum());
          }
        });
    return all.buildOrThrow();
  }

  /** Tells how long timed requests took, each lane for itself. */
  void forEachTime(TimeVisitor visitor) {
    for (LaneRequests lane : lanes) {
      lane.fineTimes()
          .forEach((method, outcome, times) -> visitor.timed(door, method.label(), outcome, times));
    }
  }

  interface TimeVisitor {
    void timed(String door, String method, String outcome, Distribution times);
  }
}
