package io.cashew.proxy.door.http;

import io.cashew.http.HttpRequest;
import io.cashew.operation.Condition;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code If-Match} and {@code If-None-Match}. An entity tag is a version in quotes. All of these
 * throw {@link IllegalArgumentException} if a header is not what it has to be.
 */
final class Conditions {
  private static final String ANY = "*";
  private static final Pattern TAG = Pattern.compile("\\s*(W/)?\"([^\"]*)\"\\s*(,|$)");

  private Conditions() {}

  /** The entity tag of a version. */
  static String tag(long version) {
    return '"' + Long.toUnsignedString(version) + '"';
  }

  /** Under which condition something is to be set. */
  static Condition ofSet(HttpRequest request) {
    Optional<String> match = request.header("if-match");
    Optional<String> noneMatch = request.header("if-none-match");
    if (match.isPresent() && noneMatch.isPresent()) {
      throw new IllegalArgumentException("If-Match and If-None-Match (expected: one of them)");
    }
    if (noneMatch.isPresent()) {
      if (!noneMatch.get().equals(ANY)) {
        throw new IllegalArgumentException(
            "If-None-Match: %s (expected: * to set what is not there)".formatted(noneMatch.get()));
      }
      return Condition.IF_ABSENT;
    }
    return match.map(Conditions::ofMatch).orElse(Condition.ALWAYS);
  }

  private static Condition ofMatch(String header) {
    if (header.equals(ANY)) {
      return Condition.IF_PRESENT;
    }
    List<Tag> tags = tags("If-Match", header);
    if (tags.size() != 1) {
      throw new IllegalArgumentException("If-Match: %s (expected: one tag)".formatted(header));
    }
    return ofVersion(tags.get(0));
  }

  private static Condition ofVersion(Tag tag) {
    return tag.isWeak() ? ofVersion("W/" + tag.text()) : ofVersion(tag.text());
  }

  /** Throws {@link Reason#VERSION_MISMATCH} if no value ever has such a version. */
  static Condition ofVersion(String text) {
    try {
      long version = Long.parseUnsignedLong(text);
      if (version != 0) {
        return Condition.ifVersion(version);
      }
    } catch (NumberFormatException e) {
      // what we never gave is never there
    }
    throw new CashewException(
        Reason.VERSION_MISMATCH, "nothing was stored: no value has the version %s".formatted(text));
  }

  /** A delete has no conditions: to ignore one could delete what was to be kept. */
  static void refuseAny(HttpRequest request) {
    if (request.header("if-match").isPresent() || request.header("if-none-match").isPresent()) {
      throw new IllegalArgumentException(
          "a condition (expected: none, deletes have no conditions)");
    }
  }

  /** Whether the client has the value of this version already; 0: of no version. */
  static boolean isKnown(HttpRequest request, long version) {
    Optional<String> header = request.header("if-none-match");
    if (header.isEmpty() || version == 0) {
      return false;
    }
    String text = Long.toUnsignedString(version);
    return header.get().equals(ANY)
        || tags("If-None-Match", header.get()).stream().anyMatch(tag -> tag.text().equals(text));
  }

  private static List<Tag> tags(String name, String header) {
    List<Tag> tags = new ArrayList<>();
    Matcher each = TAG.matcher(header);
    int at = 0;
    while (at < header.length()) {
      if (!each.find(at) || each.start() != at) {
        throw new IllegalArgumentException(
            "%s: %s (expected: tags such as \"17\", or *)".formatted(name, header));
      }
      tags.add(new Tag(each.group(1) != null, each.group(2)));
      at = each.end();
    }
    return tags;
  }

  private record Tag(boolean isWeak, String text) {}
}
