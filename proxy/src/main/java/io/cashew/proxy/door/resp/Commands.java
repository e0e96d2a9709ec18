package io.cashew.proxy.door.resp;

import io.cashew.operation.Limits;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * The commands there are, by name. What they mean is what they mean to Redis, with these
 * differences: a key that is not in memory is asked of its group's source by GET, MGET, STRLEN and
 * GETEX only; the others look at memory. Commands of several keys are not atomic.
 *
 * <p>Immutable once it is built.
 */
final class Commands {
  private static final int LONGEST_TOLD = 64;

  private final LongObjectMap<Entry> entries = new LongObjectHashMap<>();
  private final Set<String> names = new TreeSet<>();

  /** Every command. */
  static Commands all() {
    Commands commands = new Commands();
    ValueCommands.addTo(commands);
    KeyCommands.addTo(commands);
    ConnectionCommands.addTo(commands);
    ServerCommands.addTo(commands);
    return commands;
  }

  /**
   * Adds a command.
   *
   * @param arguments the name included: so many; or if less than 0, at least so many
   */
  void add(String name, int arguments, Command command) {
    entries.put(Words.pack(name), new Entry(name, arguments, command));
    names.add(name);
  }

  /** In alphabetical order. */
  Set<String> names() {
    return names;
  }

  void execute(Request request, Conversation to) {
    Entry entry = entries.get(request.word(0));
    if (entry == null) {
      throw unknown(request);
    }
    if (request.count() > RespReader.MAX_ARGUMENTS) {
      throw new CashewException(
          Reason.BATCH_TOO_LARGE,
          "%,d arguments: a command has at most %,d keys"
              .formatted(request.count(), Limits.BATCH_KEYS));
    }
    if (entry.arguments < 0
        ? request.count() < -entry.arguments
        : request.count() != entry.arguments) {
      throw new CommandException(
          "ERR wrong number of arguments for '%s' command"
              .formatted(entry.name.toLowerCase(Locale.ROOT)));
    }
    entry.command.execute(request, to);
  }

  private static CommandException unknown(Request request) {
    return new CommandException(
        "ERR unknown command '%s'".formatted(request.beginning(0, LONGEST_TOLD)));
  }

  private record Entry(String name, int arguments, Command command) {}

  /**
   * How many arguments a command takes, as {@link #add} has it; empty: there is no such command.
   */
  OptionalInt argumentsOf(String name) {
    return names.contains(name)
        ? OptionalInt.of(entries.get(Words.pack(name)).arguments)
        : OptionalInt.empty();
  }
}
