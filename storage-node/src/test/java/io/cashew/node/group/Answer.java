package io.cashew.node.group;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.status.Reason;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What was answered to one operation. Thread-safe. */
final class Answer implements Consumer<Reply> {
  private final List<Reply> replies = new CopyOnWriteArrayList<>();
  private final CountDownLatch given = new CountDownLatch(1);

  @Override
  public void accept(Reply reply) {
    replies.add(reply);
    given.countDown();
  }

  /** Waits until there is a reply, and not for ever. */
  Answer await() {
    assertThat(Uninterruptibles.awaitUninterruptibly(given, 15, TimeUnit.SECONDS)).isTrue();
    return this;
  }

  boolean isThere() {
    return !replies.isEmpty();
  }

  /** The reply; fails unless there is exactly one. */
  Reply only() {
    assertThat(replies).hasSize(1);
    return replies.get(0);
  }

  /** The value found and how, such as {@code "v1 HIT"}; else the reply in short. */
  String text() {
    Reply reply = only();
    if (reply instanceof Reply.Found found) {
      return found.value().toStringUtf8() + " " + found.outcome();
    }
    if (reply instanceof Reply.Absent absent) {
      return "absent " + absent.outcome();
    }
    return reply instanceof Reply.Failed failed ? failed.reason().name() : reply.toString();
  }

  Outcome outcome() {
    return only() instanceof Reply.Found found
        ? found.outcome()
        : ((Reply.Absent) only()).outcome();
  }

  Reason reason() {
    return ((Reply.Failed) only()).reason();
  }
}
