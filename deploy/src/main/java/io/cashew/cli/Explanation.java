package io.cashew.cli;

import com.google.gson.JsonObject;
import io.cashew.client.Answer;
import io.cashew.config.Durations;
import io.cashew.operation.Detail;
import io.cashew.operation.Outcome;
import io.cashew.ring.Epoch;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** How an answer came about: for people, or as fields. */
record Explanation(Optional<Outcome> outcome, Optional<Detail> detail) {
  static Explanation of(Answer answer) {
    if (answer instanceof Answer.Found found) {
      return new Explanation(Optional.of(found.outcome()), found.detail());
    }
    Answer.Absent absent = (Answer.Absent) answer;
    return new Explanation(absent.outcome(), absent.detail());
  }

  /** Lines, each with its end. */
  String text() {
    StringBuilder text = new StringBuilder();
    outcome.ifPresent(known -> line(text, "outcome", word(known)));
    detail.ifPresent(
        known -> {
          line(text, "node", known.node());
          line(text, "partition", String.valueOf(known.partition()));
          line(text, "epoch", Epoch.toText(known.epoch()));
          line(text, "version", Long.toUnsignedString(known.version()));
          line(text, "age", Durations.format(Duration.ofMillis(known.ageMillis())));
          line(text, "ttl left", ttlLeft(known));
        });
    return text.toString();
  }

  void addTo(JsonObject object) {
    outcome.ifPresent(known -> object.addProperty("outcome", word(known)));
    detail.ifPresent(
        known -> {
          object.addProperty("node", known.node());
          object.addProperty("partition", known.partition());
          object.addProperty("epoch", Epoch.toText(known.epoch()));
          object.addProperty("version", Long.toUnsignedString(known.version()));
          object.addProperty("age_ms", known.ageMillis());
          object.addProperty("ttl_left_ms", known.ttlLeftMillis());
        });
  }

  static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  private static String ttlLeft(Detail detail) {
    return detail.ttlLeftMillis() == 0
        ? "until evicted"
        : Durations.format(Duration.ofMillis(detail.ttlLeftMillis()));
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append("  %-10s %s%n".formatted(name, value));
  }
}
