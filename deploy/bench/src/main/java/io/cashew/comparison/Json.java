package io.cashew.comparison;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;

/** Results for programs: every round's figures, and the medians and ratios of the tables. */
final class Json {
  private Json() {}

  /** All scenarios, with what the machine was and who took no part. */
  static String of(Plan plan, String machine, Map<String, String> missing, List<Results> all) {
    JsonObject root = new JsonObject();
    root.addProperty("machine", machine);
    root.addProperty("rounds", plan.rounds());
    root.addProperty("seconds", plan.seconds());
    root.addProperty("keys", plan.keys());
    JsonObject absent = new JsonObject();
    missing.forEach(absent::addProperty);
    root.add("missing", absent);
    JsonArray scenarios = new JsonArray();
    all.forEach(results -> scenarios.add(scenario(results)));
    root.add("scenarios", scenarios);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(root);
  }

  private static JsonObject scenario(Results results) {
    JsonObject object = new JsonObject();
    object.addProperty("name", results.scenario().name());
    object.addProperty("what", results.scenario().what());
    JsonArray contenders = new JsonArray();
    results.samples().forEach((name, samples) -> contenders.add(contender(results, name, samples)));
    object.add("contenders", contenders);
    return object;
  }

  private static JsonObject contender(Results results, String name, List<Sample> samples) {
    JsonObject object = new JsonObject();
    object.addProperty("name", name);
    number(object, "first_over_this", results.ratio(name));
    if (results.failures().containsKey(name)) {
      object.addProperty("failure", results.failures().get(name));
    }
    object.add("medians", figures(results.medians(name)));
    JsonArray rounds = new JsonArray();
    samples.forEach(sample -> rounds.add(figures(sample.figures())));
    object.add("rounds", rounds);
    return object;
  }

  private static JsonObject figures(Map<String, Double> figures) {
    JsonObject object = new JsonObject();
    figures.forEach((name, figure) -> number(object, name, figure));
    return object;
  }

  /** JSON knows only finite numbers. */
  private static void number(JsonObject object, String name, double figure) {
    if (Double.isFinite(figure)) {
      object.addProperty(name, figure);
    }
  }
}
