package io.cashew.telemetry;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives operations that pass a place their spans: what was asked of which group, and what became of
 * it. Never a key or a value. Thread-safe.
 */
public final class OperationSpans {
  public static final String GROUP = "cashew.group";
  public static final String OPERATION = "cashew.operation";
  public static final String OUTCOME = "cashew.outcome";
  public static final String REASON = "cashew.reason";

  private static final String FAILED = "failed";
  private static final String GET = "get";
  private static final String SET = "set";
  private static final String DELETE = "delete";
  private static final String TOUCH = "touch";
  private static final ImmutableList<String> ASKED = ImmutableList.of(GET, SET, DELETE, TOUCH);

  /** Where nothing is traced. */
  public static final OperationSpans OFF =
      new OperationSpans(Tracer.OFF, "off", Span.Kind.INTERNAL, ImmutableMap.of());

  private final Tracer tracer;
  private final ImmutableMap<String, String> names; // by what is asked: none is made per operation
  private final Span.Kind kind;
  private final ImmutableMap<String, String> attributes;

  /**
   * The spans of a place.
   *
   * @param place what their names begin with
   * @param attributes of all of them
   */
  public OperationSpans(
      Tracer tracer, String place, Span.Kind kind, ImmutableMap<String, String> attributes) {
    this.tracer = tracer;
    this.names = Maps.toMap(ASKED, asked -> place + "." + asked);
    this.kind = kind;
    this.attributes = attributes;
  }

  /**
   * Who is to be told the reply: whoever asked, and for an operation in the sample its span, which
   * then begins now and ends with the reply.
   *
   * @param parent what the operation belongs to; null: nothing that came along
   */
  public Consumer<? super Reply> watched(
      Operation operation, @Nullable TraceContext parent, Consumer<? super Reply> replies) {
    return tracer == Tracer.OFF ? replies : begun(operation, parent, replies);
  }

  private Consumer<? super Reply> begun(
      Operation operation, @Nullable TraceContext parent, Consumer<? super Reply> replies) {
    String asked = asked(operation);
    Span span = tracer.begin(names.getOrDefault(asked, asked), kind, parent);
    if (span == null) {
      return replies;
    }
    span.attribute(OPERATION, asked);
    span.attribute(GROUP, operation.group());
    attributes.forEach(span::attribute);
    return Traced.<Reply>by(span, reply -> end(span, reply, replies));
  }

  private static void end(Span span, Reply reply, Consumer<? super Reply> replies) {
    tell(span, reply);
    span.end();
    LogContext.within(span.context(), () -> replies.accept(reply));
  }

  private static void tell(Span span, Reply reply) {
    span.attribute(OUTCOME, outcome(reply));
    if (reply instanceof Reply.Failed failed) {
      span.attribute(REASON, failed.reason().name());
      span.fail(failed.reason().name());
    }
  }

  private static String asked(Operation operation) {
    if (operation instanceof Operation.Get) {
      return GET;
    }
    if (operation instanceof Operation.Set) {
      return SET;
    }
    return operation instanceof Operation.Delete ? DELETE : TOUCH;
  }

  private static String outcome(Reply reply) {
    if (reply instanceof Reply.Found found) {
      return Ascii.toLowerCase(found.outcome().name());
    }
    if (reply instanceof Reply.Absent absent) {
      return "absent_" + Ascii.toLowerCase(absent.outcome().name());
    }
    if (reply instanceof Reply.Failed || reply instanceof Reply.Unsent) {
      return FAILED;
    }
    if (reply instanceof Reply.StaleRing) {
      return "stale_ring";
    }
    return reply instanceof Reply.NotStored ? "unmet" : "done";
  }
}
