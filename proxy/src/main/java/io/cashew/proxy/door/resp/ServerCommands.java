package io.cashew.proxy.door.resp;

import com.google.common.collect.ImmutableMap;
import io.cashew.status.CashewException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Commands about the whole: what it is, what it holds, and that it should forget it. */
final class ServerCommands {
  /** What they want to know, as it is here. */
  private static final ImmutableMap<String, String> SETTINGS =
      ImmutableMap.of("save", "", "appendonly", "no", "databases", "1", "maxmemory", "0");

  private static final long SYNC = Words.pack("SYNC");
  private static final long ASYNC = Words.pack("ASYNC");

  private ServerCommands() {}

  static void addTo(Commands commands) {
    commands.add(
        "TIME",
        1,
        (request, to) -> {
          long millis = System.currentTimeMillis();
          to.say(
              out -> {
                out.array(2);
                out.bulk(Long.toString(TimeUnit.MILLISECONDS.toSeconds(millis)));
                out.bulk(Long.toString(TimeUnit.MILLISECONDS.toMicros(millis % 1000)));
              });
        });
    commands.add("INFO", -1, ServerCommands::info);
    commands.add("CONFIG", -2, ServerCommands::config);
    commands.add("DBSIZE", 1, ServerCommands::size);
    commands.add("FLUSHDB", -1, ServerCommands::flush);
  }

  private static void info(Request request, Conversation to) {
    String text = to.door().describe();
    to.say(out -> out.bulk(text));
  }

  /** Clients ask for a few settings of Redis before they begin. */
  private static void config(Request request, Conversation to) {
    if (!request.text(1).toUpperCase(Locale.ROOT).equals("GET") || request.count() < 3) {
      throw new CommandException(
          "ERR only CONFIG GET is supported: settings are in the configuration");
    }
    Map<String, String> found = new TreeMap<>();
    for (int i = 2; i < request.count(); i++) {
      String pattern = request.text(i).toLowerCase(Locale.ROOT);
      SETTINGS.forEach(
          (name, value) -> {
            if (pattern.equals("*") || pattern.equals(name)) {
              found.put(name, value);
            }
          });
    }
    to.say(
        out -> {
          out.map(found.size());
          found.forEach(
              (name, value) -> {
                out.bulk(name);
                out.bulk(value);
              });
        });
  }

  private static void size(Request request, Conversation to) {
    answer(
        to, to.door().cluster().entries(defaultGroup(to)), (entries, out) -> out.integer(entries));
  }

  private static void flush(Request request, Conversation to) {
    if (request.count() > 2 || (request.count() == 2 && !isMode(request.word(1)))) {
      throw CommandException.syntax();
    }
    answer(to, to.door().cluster().flush(defaultGroup(to)), (unused, out) -> out.ok());
  }

  private static boolean isMode(long word) {
    return word == SYNC || word == ASYNC;
  }

  private static String defaultGroup(Conversation to) {
    return to.keys()
        .defaultGroup()
        .orElseThrow(
            () ->
                new CommandException(
                    "ERR there is no default group: set proxy.resp-group, or use 'cashew groups'"));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // telling the client is the end of the chain
  private static <T> void answer(
      Conversation to, CompletableFuture<T> future, BiConsumer<T, RespWriter> words) {
    Consumer<Consumer<RespWriter>> later = to.later();
    future.whenComplete(
        (found, failure) ->
            later.accept(
                failure == null
                    ? out -> words.accept(found, out)
                    : out -> out.error(text(failure))));
  }

  private static String text(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof CashewException known
        ? Errors.of(known)
        : "TRYAGAIN not all nodes answered: " + cause.getMessage();
  }
}
