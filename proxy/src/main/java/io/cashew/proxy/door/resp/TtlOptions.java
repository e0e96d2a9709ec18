package io.cashew.proxy.door.resp;

import io.cashew.operation.Ttl;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The options of a command that say how long an entry is to live: one of them at most. The same one
 * may come again, and the last counts; Redis has it so.
 */
final class TtlOptions {
  private static final long EX = Words.pack("EX");
  private static final long PX = Words.pack("PX");
  private static final long EXAT = Words.pack("EXAT");
  private static final long PXAT = Words.pack("PXAT");

  private static final int NONE = 0;

  private long option;
  private int argument = NONE;
  private @Nullable Ttl ttl;

  /** What was said; null: nothing. */
  @Nullable Ttl ttl(Request request) {
    return argument == NONE ? ttl : given(option, request, argument);
  }

  /**
   * Reads an option.
   *
   * @return how many arguments that was; 0: it is none of these
   */
  int read(Request request, int at) {
    long word = request.word(at);
    boolean known = word == EX || word == PX || word == EXAT || word == PXAT;
    if (!known) {
      return 0;
    }
    if (at + 1 >= request.count()) {
      throw CommandException.syntax();
    }
    choose(word);
    argument = at + 1; // read when all is known: only the last counts
    return 2;
  }

  private static Ttl given(long word, Request request, int argument) {
    if (word == EX) {
      return seconds(request, argument);
    } else if (word == PX) {
      return milliseconds(request, argument);
    } else if (word == EXAT) {
      return until(TimeUnit.SECONDS.toMillis(request.number(argument)));
    } else {
      return until(request.number(argument));
    }
  }

  /** {@code word}: the option that says so. */
  void set(long word, Ttl said) {
    choose(word);
    ttl = said;
  }

  private void choose(long word) {
    if (option != 0 && option != word) {
      throw CommandException.syntax();
    }
    option = word;
  }

  static Ttl seconds(Request request, int argument) {
    return of(TimeUnit.SECONDS.toMillis(request.number(argument)));
  }

  static Ttl milliseconds(Request request, int argument) {
    return of(request.number(argument));
  }

  /**
   * Until a time of the wall clock: the client's word is turned into a duration here, and what it
   * is worth depends on how well its clock and this machine's agree. What is past lives a
   * millisecond.
   */
  private static Ttl until(long unixMillis) {
    return of(unixMillis <= 0 ? unixMillis : Math.max(1, unixMillis - System.currentTimeMillis()));
  }

  private static Ttl of(long millis) {
    if (millis <= 0) {
      throw new CommandException("ERR invalid expire time");
    }
    return Ttl.ofMillis(millis);
  }
}
