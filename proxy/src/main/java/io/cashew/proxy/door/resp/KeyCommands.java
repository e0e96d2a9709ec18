package io.cashew.proxy.door.resp;

import io.cashew.operation.Detail;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Reply;
import io.cashew.operation.Ttl;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Commands about keys: whether they are in memory, how long yet, and that they should not be. */
final class KeyCommands {
  private static final long NO_KEY = -2;
  private static final long NO_END = -1;

  private static final Shape TOUCHED =
      (reply, out) -> out.integer(reply instanceof Reply.Touched done && done.existed() ? 1 : 0);
  private static final Shape DELETED = (reply, out) -> out.integer(wasDeleted(reply) ? 1 : 0);

  private KeyCommands() {}

  static void addTo(Commands commands) {
    commands.add("DEL", -2, KeyCommands::delete);
    commands.add("UNLINK", -2, KeyCommands::delete);
    commands.add(
        "EXISTS",
        -2,
        (request, to) -> count(request, to, KeyCommands::peek, Reply.Found.class::isInstance));
    commands.add(
        "TOUCH",
        -2,
        (request, to) -> count(request, to, KeyCommands::use, Reply.Found.class::isInstance));
    commands.add("TTL", 2, (request, to) -> timeLeft(request, to, TimeUnit.SECONDS));
    commands.add("PTTL", 2, (request, to) -> timeLeft(request, to, TimeUnit.MILLISECONDS));
    commands.add("EXPIRE", -3, (request, to) -> expire(request, to, TimeUnit.SECONDS));
    commands.add("PEXPIRE", -3, (request, to) -> expire(request, to, TimeUnit.MILLISECONDS));
    commands.add("PERSIST", 2, KeyCommands::persist);
  }

  /** Looks first: there is nothing to do for what has no end. */
  private static void persist(Request request, Conversation to) {
    Target target = Target.of(request, 1, to.keys());
    to.ask(
        peek(target),
        reply ->
            reply instanceof Reply.Found found && hasEnd(found.detail())
                ? new Operation.Touch(target.group(), target.key(), Ttl.NEVER, Bring.NOTHING)
                : null,
        TOUCHED);
  }

  private static void delete(Request request, Conversation to) {
    if (request.count() == 2) {
      Target target = Target.of(request, 1, to.keys());
      to.ask(new Operation.Delete(target.group(), target.key()), DELETED);
    } else {
      count(
          request,
          to,
          target -> new Operation.Delete(target.group(), target.key()),
          KeyCommands::wasDeleted);
    }
  }

  private static boolean wasDeleted(Reply reply) {
    return reply instanceof Reply.Deleted deleted && deleted.existed();
  }

  private static Operation peek(Target target) {
    return new Operation.Get(target.group(), target.key(), Want.DETAIL, Reach.PEEK);
  }

  private static Operation use(Target target) {
    return new Operation.Get(target.group(), target.key(), Want.DETAIL, Reach.MEMORY);
  }

  /** Tells for how many keys something is so. */
  private static void count(
      Request request,
      Conversation to,
      Function<Target, Operation> operation,
      Predicate<Reply> counts) {
    Batch.check(request, 1);
    List<Operation> operations = new ArrayList<>(request.count() - 1);
    for (int i = 1; i < request.count(); i++) {
      operations.add(operation.apply(Target.of(request, i, to.keys())));
    }
    to.askAll(
        operations,
        (replies, out) -> {
          Reply.Failed failed = Failures.first(replies);
          if (failed == null) {
            out.integer(replies.stream().filter(counts).count());
          } else { // a number would say that all is done
            out.error(Errors.of(failed));
          }
        });
  }

  private static void timeLeft(Request request, Conversation to, TimeUnit unit) {
    to.ask(
        peek(Target.of(request, 1, to.keys())),
        (reply, out) -> {
          if (reply instanceof Reply.Found found) {
            out.integer(timeLeft(found.detail(), unit));
          } else {
            out.integer(NO_KEY);
          }
        });
  }

  private static long timeLeft(@Nullable Detail detail, TimeUnit unit) {
    if (detail == null || !hasEnd(detail)) {
      return NO_END;
    }
    long half = unit.toMillis(1) / 2; // to the nearest second, as Redis does
    return unit.convert(detail.ttlLeftMillis() + half, TimeUnit.MILLISECONDS);
  }

  private static boolean hasEnd(@Nullable Detail detail) {
    return detail != null && detail.ttlLeftMillis() != 0;
  }

  private static void expire(Request request, Conversation to, TimeUnit unit) {
    if (request.count() > 3) {
      throw new CommandException(
          "ERR Unsupported option: the conditions of EXPIRE are not supported");
    }
    Target target = Target.of(request, 1, to.keys());
    long millis = unit.toMillis(request.number(2));
    if (millis <= 0) { // is over now
      to.ask(new Operation.Delete(target.group(), target.key()), DELETED);
    } else {
      to.ask(
          new Operation.Touch(target.group(), target.key(), Ttl.ofMillis(millis), Bring.NOTHING),
          TOUCHED);
    }
  }
}
