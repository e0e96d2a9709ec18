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

  private long option;
  private @Nullable Ttl ttl;

  /** Null: nothing was said. */
  @Nullable Ttl ttl() {
    return ttl;
  }

  /**
   * Reads an option.
   *
   * @return how many arguments that was; 0: it is none of these
   */
  int read(Request request, int argument) {
    long word = request.word(argument);
    boolean known = word == EX || word == PX || word == EXAT || word == PXAT;
    if (!known) {
      return 0;
    }
    if (argument + 1 >= request.count()) {
      throw CommandException.syntax();
    }
    set(word, given(word, request, argument + 1));
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
    if (ttl != null && option != word) {
      throw CommandException.syntax();
    }
    option = word;
    ttl = said;
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
