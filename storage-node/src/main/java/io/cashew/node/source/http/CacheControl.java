package io.cashew.node.source.http;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.primitives.Longs;
import io.cashew.operation.Operation;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long an answer may be kept, in the words of HTTP (RFC 9111). */
final class CacheControl {
  private CacheControl() {}

  /**
   * Zero if it must not be kept, or not be used without asking again; empty if nothing is said. We
   * are a shared cache: {@code private} forbids, and {@code s-maxage} comes before {@code max-age}.
   */
  static Optional<Duration> ttl(HttpHeaders headers) {
    Map<String, String> directives = directives(headers);
    if (directives.containsKey("no-store")
        || directives.containsKey("no-cache")
        || directives.containsKey("private")) {
      return Optional.of(Duration.ZERO);
    }
    String seconds = directives.getOrDefault("s-maxage", directives.get("max-age"));
    if (seconds == null) {
      return Optional.empty();
    }
    long lives = seconds(seconds);
    long old = headers.firstValue("age").map(CacheControl::seconds).orElse(0L);
    return Optional.of(Duration.ofSeconds(Math.max(0, lives - old)));
  }

  private static Map<String, String> directives(HttpHeaders headers) {
    Map<String, String> directives = new HashMap<>();
    for (String line : headers.allValues("cache-control")) {
      for (String directive : Splitter.on(',').trimResults().split(Ascii.toLowerCase(line))) {
        int equals = directive.indexOf('=');
        directives.putIfAbsent(
            equals < 0 ? directive : directive.substring(0, equals).strip(),
            equals < 0 ? "" : directive.substring(equals + 1).replace("\"", "").strip());
      }
    }
    return directives;
  }

  /** What is no number is stale (RFC 9111, 4.2.1); what is too large is as long as can be. */
  private static long seconds(String text) {
    if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return 0;
    }
    @Nullable Long seconds = Longs.tryParse(text);
    long most = Operation.MAX_TTL.toSeconds();
    return seconds == null ? most : Math.min(seconds, most);
  }
}
