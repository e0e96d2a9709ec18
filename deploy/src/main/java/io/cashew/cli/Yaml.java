package io.cashew.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;

/** A JSON answer as YAML: the same fields in the same order. */
final class Yaml {
  private Yaml() {}

  static String of(JsonElement answer) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setSplitLines(false);
    options.setAllowUnicode(true);
    options.setNonPrintableStyle(DumperOptions.NonPrintableStyle.ESCAPE);
    options.setIndicatorIndent(2);
    options.setIndentWithIndicator(true);
    return new org.yaml.snakeyaml.Yaml(options).dump(plain(answer));
  }

  private static @Nullable Object plain(JsonElement element) {
    if (element.isJsonObject()) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      element
          .getAsJsonObject()
          .entrySet()
          .forEach(field -> map.put(field.getKey(), plain(field.getValue())));
      return map;
    }
    if (element.isJsonArray()) {
      List<@Nullable Object> list = new ArrayList<>();
      element.getAsJsonArray().forEach(each -> list.add(plain(each)));
      return list;
    }
    return element.isJsonNull() ? null : scalar(element.getAsJsonPrimitive());
  }

  private static Object scalar(JsonPrimitive primitive) {
    if (primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    return primitive.isNumber() ? primitive.getAsNumber() : primitive.getAsString();
  }
}
