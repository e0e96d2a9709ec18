package io.cashew.proxy.door.resp;

import io.cashew.operation.Ttl;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The options of a command that say how long an entry is to live: one of them at most. */
final class TtlOptions {
  private static final long EX = Words.pack("EX");
  private static final long PX = Words.pack("PX");
  private static final long EXAT = Words.pack("EXAT");
  private static final long PXAT = Words.pack("PXAT");
  private static final long PERSIST = Words.pack("PERSIST");

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
    if (word == PERSIST) {
      set(Ttl.NEVER);
      return 1;
    }
    boolean known = word == EX || word == PX || word == EXAT || word == PXAT;
    if (!known) {
      return 0;
    }
    if (argument + 1 >= request.count()) {
      throw CommandException.syntax();
    }
    if (word == EX) {
      set(seconds(request, argument + 1));
    } else if (word == PX) {
      set(milliseconds(request, argument + 1));
    } else if (word == EXAT) {
      set(until(TimeUnit.SECONDS.toMillis(request.number(argument + 1))));
    } else {
      set(until(request.number(argument + 1)));
    }
    return 2;
  }

  void set(Ttl said) {
    if (ttl != null) {
      throw CommandException.syntax();
    }
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
  static Ttl until(long unixMillis) {
    return of(Math.max(1, unixMillis - System.currentTimeMillis()));
  }

  private static Ttl of(long millis) {
    if (millis <= 0) {
      throw new CommandException("ERR invalid expire time");
    }
    return Ttl.ofMillis(millis);
  }
}
