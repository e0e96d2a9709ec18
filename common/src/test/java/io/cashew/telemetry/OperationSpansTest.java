package io.cashew.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.status.Reason;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

final class OperationSpansTest {
  private static final Operation GET =
      new Operation.Get("users", ByteString.copyFromUtf8("secret"), Want.VALUE);
  private static final Reply HIT =
      new Reply.Found(ByteString.copyFromUtf8("hidden"), Outcome.HIT, null);
  private static final TraceContext PARENT = new TraceContext(1, 2, 3, 1, "");

  private final List<RecordedSpan> begun = new ArrayList<>();
  private final List<@Nullable TraceContext> parents = new ArrayList<>();
  private final List<Reply> told = new ArrayList<>();
  private final OperationSpans spans =
      new OperationSpans(
          this::begin, "place", Span.Kind.SERVER, ImmutableMap.of("cashew.door", "grpc"));

  private Span begin(String name, Span.Kind kind, @Nullable TraceContext parent) {
    RecordedSpan span = new RecordedSpan(name);
    begun.add(span);
    parents.add(parent);
    return span;
  }

  @Test
  void operation_thatIsTraced_isToldOfWithoutKeyAndValue() {
    spans.watched(GET, PARENT, told::add).accept(HIT);

    RecordedSpan span = begun.get(0);
    assertThat(span.name()).isEqualTo("place.get");
    assertThat(parents).containsExactly(PARENT);
    assertThat(span.attributes())
        .containsOnly(
            entry("cashew.operation", "get"),
            entry("cashew.group", "users"),
            entry("cashew.door", "grpc"),
            entry("cashew.outcome", "hit"));
    assertThat(span.ends()).isEqualTo(1);
    assertThat(span.failure()).isNull();
    assertThat(told).containsExactly(HIT);
  }

  @Test
  void operation_thatFails_saysWhy() {
    spans.watched(GET, null, told::add).accept(new Reply.Failed(Reason.SOURCE_DOWN, "secret"));

    RecordedSpan span = begun.get(0);
    assertThat(span.failure()).isEqualTo("SOURCE_DOWN");
    assertThat(span.attributes())
        .contains(entry("cashew.outcome", "failed"), entry("cashew.reason", "SOURCE_DOWN"))
        .doesNotContainValue("secret");
  }

  @Test
  void whoIsToldTheReply_logsWithTheIdsOfTheSpan() {
    List<@Nullable String> ids = new ArrayList<>();

    spans
        .watched(
            GET,
            PARENT,
            reply -> {
              ids.add(MDC.get(LogContext.TRACE));
              ids.add(MDC.get(LogContext.SPAN));
            })
        .accept(HIT);

    TraceContext context = begun.get(0).context();
    assertThat(ids).containsExactly(context.traceId(), context.spanId());
    assertThat(MDC.get(LogContext.TRACE)).isNull();
  }

  @Test
  void span_goesAlongWithWhoWaits() {
    Consumer<? super Reply> watched = spans.watched(GET, PARENT, told::add);
    Consumer<? super Reply> next = Traced.like(watched, told::add);

    assertThat(Traced.spanOf(watched)).isSameAs(begun.get(0));
    assertThat(Traced.contextOf(next)).isEqualTo(begun.get(0).context());
  }

  @Test
  void sample_leavesOutWhatTheCallerLeavesOut_andAShareOfTheRest() {
    double[] drawn = {0.5};
    Tracer sampled = new SampledTracer(this::begin, 0.25, () -> drawn[0]);
    TraceContext unsampled = new TraceContext(1, 2, 3, 0, "");

    assertThat(sampled.begin("a", Span.Kind.SERVER, unsampled)).isNull();
    assertThat(sampled.begin("b", Span.Kind.SERVER, null)).isNull();
    drawn[0] = 0.2;
    assertThat(sampled.begin("c", Span.Kind.SERVER, unsampled)).isNull();
    assertThat(sampled.begin("d", Span.Kind.SERVER, null)).isNotNull();
    assertThat(sampled.begin("e", Span.Kind.SERVER, PARENT)).isNotNull();
  }

  @Test
  void sample_ofNothing_neverBeginsATrace() {
    Tracer sampled = new SampledTracer(this::begin, 0, () -> 0);

    assertThat(sampled.begin("a", Span.Kind.SERVER, null)).isNull();
    assertThat(sampled.begin("b", Span.Kind.SERVER, PARENT)).isNotNull();
  }

  @Test
  void off_allocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Consumer<Reply> replies = told::add;
    for (int i = 0; i < 50_000; i++) { // until it is compiled
      assertOff(replies);
    }

    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 100_000; i++) {
      assertOff(replies);
    }

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
  }

  private static void assertOff(Consumer<Reply> replies) {
    Consumer<? super Reply> watched = OperationSpans.OFF.watched(GET, PARENT, replies);
    if (watched != replies
        || Traced.like(watched, replies) != replies
        || Traced.contextOf(watched) != null
        || Traced.spanOf(watched) != null) {
      throw new AssertionError("something is traced");
    }
  }

  private static Map.Entry<String, Object> entry(String key, Object value) {
    return Map.entry(key, value);
  }
}
