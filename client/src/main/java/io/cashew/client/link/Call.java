package io.cashew.client.link;

import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.rpc.DeadlineWheel;
import io.cashew.telemetry.TraceContext;
import io.cashew.telemetry.Traced;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request from its beginning to its answer. Confined to its lane from when it arrives there. */
final class Call extends DeadlineWheel.Entry {
  private static final Logger log = LoggerFactory.getLogger(Call.class);

  /** About what surrounds a key and a value on the wire and in memory. */
  private static final int OVERHEAD_BYTES = 48;

  private final Lane lane;
  private final Operation operation;
  private final long allowed;
  private final long deadline;
  private final Consumer<? super Reply> replies;

  /** The one that was put into the inbox before this one, or after it. */
  @Nullable Call next;

  /** Where it is waiting for its answer, under this id. */
  @Nullable Session session;

  long id;

  /** When it left; only if it has left, by its present session. */
  long sentAt;

  boolean sent;

  /** The proxies that have failed it, a bit each. */
  long failedBy;

  /** What the last of them said, if it said anything. */
  @Nullable Reply failure;

  /** The first part of its time is over. */
  boolean impatient;

  boolean answered;

  /** {@code allowed}, {@code deadline}: nanoseconds, of the ticker. */
  Call(
      Lane lane,
      Operation operation,
      long allowed,
      long deadline,
      Consumer<? super Reply> replies) {
    this.lane = lane;
    this.operation = operation;
    this.allowed = allowed;
    this.deadline = deadline;
    this.replies = replies;
  }

  static int bytes(Operation operation) {
    int value = operation instanceof Operation.Set set ? set.value().size() : 0;
    return OVERHEAD_BYTES + operation.key().size() + value;
  }

  int bytes() {
    return bytes(operation);
  }

  Operation operation() {
    return operation;
  }

  /** Nanoseconds from the beginning to the deadline. */
  long allowed() {
    return allowed;
  }

  long deadline() {
    return deadline;
  }

  /** The client's span; null: it is not traced. */
  @Nullable TraceContext trace() {
    return Traced.contextOf(replies);
  }

  /** A caller that fails over its answer must not cost the others theirs. */
  void answer(Reply reply) {
    answered = true;
    try {
      replies.accept(reply);
    } catch (RuntimeException e) {
      log.error("a reply was not taken", e);
    }
  }

  @Override
  protected void expired() {
    lane.expired(this);
  }
}
