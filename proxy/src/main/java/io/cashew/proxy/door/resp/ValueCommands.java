package io.cashew.proxy.door.resp;

import com.google.protobuf.ByteString;
import io.cashew.operation.Condition;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Reply;
import io.cashew.operation.Ttl;
import java.util.ArrayList;
import java.util.List;

/** Commands that read and write values. */
final class ValueCommands {
  private static final long PERSIST = Words.pack("PERSIST");

  private static final Shape VALUE =
      (reply, out) -> {
        ByteString value = Values.of(reply);
        if (value == null) {
          out.nothing();
        } else {
          out.bulk(value);
        }
      };
  private static final Shape LENGTH = (reply, out) -> out.integer(Values.sizeOf(reply));
  private static final Shape STORED =
      (reply, out) -> {
        if (reply instanceof Reply.Stored) {
          out.ok();
        } else {
          out.nothing();
        }
      };
  private static final Shape STORED_OR_NOT =
      (reply, out) -> out.integer(reply instanceof Reply.Stored ? 1 : 0);

  private ValueCommands() {}

  static void addTo(Commands commands) {
    commands.add("GET", 2, (request, to) -> to.ask(get(Target.of(request, 1, to.keys())), VALUE));
    commands.add(
        "STRLEN", 2, (request, to) -> to.ask(get(Target.of(request, 1, to.keys())), LENGTH));
    commands.add("MGET", -2, ValueCommands::getMany);
    commands.add("GETDEL", 2, ValueCommands::getAndDelete);
    commands.add("GETEX", -2, ValueCommands::getAndTouch);
    commands.add("GETSET", 3, ValueCommands::getAndSet);
    commands.add("SET", -3, ValueCommands::set);
    commands.add("SETNX", 3, ValueCommands::setIfAbsent);
    commands.add("SETEX", 4, (request, to) -> setFor(request, TtlOptions.seconds(request, 2), to));
    commands.add(
        "PSETEX", 4, (request, to) -> setFor(request, TtlOptions.milliseconds(request, 2), to));
    commands.add("MSET", -3, ValueCommands::setMany);
  }

  private static Operation.Get get(Target target) {
    return new Operation.Get(target.group(), target.key(), Want.VALUE);
  }

  private static void getMany(Request request, Conversation to) {
    Batch.check(request, 1);
    List<Operation> gets = new ArrayList<>(request.count() - 1);
    for (int i = 1; i < request.count(); i++) {
      gets.add(get(Target.of(request, i, to.keys())));
    }
    to.askAll(
        gets,
        (replies, out) -> {
          Reply.Failed failed = Failures.first(replies);
          if (failed != null) { // half an answer would look like absent keys
            out.error(Errors.of(failed));
            return;
          }
          out.array(replies.size());
          replies.forEach(reply -> VALUE.write(reply, out));
        });
  }

  private static void getAndDelete(Request request, Conversation to) {
    Target target = Target.of(request, 1, to.keys());
    to.ask(new Operation.Delete(target.group(), target.key(), Bring.VALUE), VALUE);
  }

  private static void getAndTouch(Request request, Conversation to) {
    Target target = Target.of(request, 1, to.keys());
    TtlOptions options = new TtlOptions();
    for (int i = 2; i < request.count(); i++) {
      if (request.word(i) == PERSIST) {
        options.set(PERSIST, Ttl.NEVER);
        continue;
      }
      int read = options.read(request, i);
      if (read == 0) {
        throw CommandException.syntax();
      }
      i += read - 1;
    }
    Ttl ttl = options.ttl(request);
    if (ttl == null) {
      to.ask(get(target), VALUE);
    } else {
      to.ask(
          new Operation.Touch(target.group(), target.key(), ttl, Bring.VALUE),
          reply -> Values.of(reply) == null ? get(target) : null,
          VALUE);
    }
  }

  private static void getAndSet(Request request, Conversation to) {
    Target target = Target.of(request, 1, to.keys());
    to.ask(
        new Operation.Set(
            target.group(),
            target.key(),
            request.bytes(2),
            Ttl.GROUP,
            Condition.ALWAYS,
            Bring.VALUE),
        VALUE);
  }

  private static void set(Request request, Conversation to) {
    Target target = Target.of(request, 1, to.keys());
    if (request.count() == 3) {
      to.ask(new Operation.Set(target.group(), target.key(), request.bytes(2), Ttl.GROUP), STORED);
      return;
    }
    SetOptions options = SetOptions.of(request, 3);
    to.ask(
        new Operation.Set(
            target.group(),
            target.key(),
            request.bytes(2),
            options.ttl(),
            options.condition(),
            options.bring()),
        options.bring() == Bring.VALUE ? VALUE : STORED);
  }

  private static void setIfAbsent(Request request, Conversation to) {
    Target target = Target.of(request, 1, to.keys());
    to.ask(
        new Operation.Set(
            target.group(),
            target.key(),
            request.bytes(2),
            Ttl.GROUP,
            Condition.IF_ABSENT,
            Bring.NOTHING),
        STORED_OR_NOT);
  }

  private static void setFor(Request request, Ttl ttl, Conversation to) {
    Target target = Target.of(request, 1, to.keys());
    to.ask(new Operation.Set(target.group(), target.key(), request.bytes(3), ttl), STORED);
  }

  private static void setMany(Request request, Conversation to) {
    if (request.count() % 2 == 0) {
      throw new CommandException("ERR wrong number of arguments for 'mset' command");
    }
    Batch.check(request, 2);
    List<Operation> sets = new ArrayList<>(request.count() / 2);
    for (int i = 1; i < request.count(); i += 2) {
      Target target = Target.of(request, i, to.keys());
      sets.add(new Operation.Set(target.group(), target.key(), request.bytes(i + 1), Ttl.GROUP));
    }
    to.askAll(
        sets,
        (replies, out) -> {
          Reply.Failed failed = Failures.first(replies);
          if (failed == null) {
            out.ok();
          } else {
            out.error(Errors.of(failed));
          }
        });
  }
}
