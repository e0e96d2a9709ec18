package io.cashew.bench.door;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.util.List;

/** What an error of Redis' protocol is counted as. */
final class RespError {
  private static final CharMatcher REASON = CharMatcher.inRange('A', 'Z').or(CharMatcher.is('_'));

  private RespError() {}

  /** Cashew's reason, which is the second word; of others the first. */
  static String reason(String message) {
    List<String> words = Splitter.on(' ').limit(3).splitToList(message);
    boolean ours =
        words.size() > 1 && words.get(1).length() > 1 && REASON.matchesAllOf(words.get(1));
    return ours ? words.get(1) : words.get(0);
  }
}
