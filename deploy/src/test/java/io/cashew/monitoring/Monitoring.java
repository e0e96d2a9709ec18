package io.cashew.monitoring;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The dashboard and the alerts that come along. */
final class Monitoring {
  static final Path DIRECTORY = Path.of("src", "main", "monitoring");
  static final Path ALERTS = DIRECTORY.resolve("cashew-alerts.yml");
  static final Path ALERTS_TEST = Path.of("src", "test", "monitoring", "cashew-alerts-test.yml");

  private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");

  private Monitoring() {}

  /** What the dashboard's panels ask, its variables filled in. */
  static List<String> questions() throws IOException {
    JsonObject dashboard =
        JsonParser.parseString(Files.readString(DIRECTORY.resolve("cashew-dashboard.json")))
            .getAsJsonObject();
    List<String> questions = new ArrayList<>();
    for (JsonElement panel : dashboard.getAsJsonArray("panels")) {
      JsonArray targets = panel.getAsJsonObject().getAsJsonArray("targets");
      if (targets != null) { // it is no row
        targets.forEach(
            target ->
                questions.add(
                    target
                        .getAsJsonObject()
                        .get("expr")
                        .getAsString()
                        .replace("$__rate_interval", "5m")
                        .replace("$cluster", ".*")
                        .replace("$group", ".*")));
      }
    }
    return questions;
  }

  static List<String> alerts() throws IOException {
    return ALERT
        .matcher(Files.readString(ALERTS))
        .results()
        .map((MatchResult alert) -> alert.group(1))
        .toList();
  }
}
