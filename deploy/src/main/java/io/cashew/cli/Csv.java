package io.cashew.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A JSON answer as lines of RFC 4180, the first of which names the columns.
 *
 * <p>An object's one list of objects makes the rows, and what stands beside the list is repeated in
 * each. Fields of an object in an object have both names: {@code source.query}. Where there are
 * several such lists, and for lists of plain values, a cell holds JSON.
 */
final class Csv {
  private static final String LINE_END = "\r\n";

  private Csv() {}

  static String of(JsonElement answer) {
    List<Map<String, String>> rows = rows(answer);
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.keySet()));
    if (columns.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder(line(columns));
    for (Map<String, String> row : rows) {
      text.append(line(columns.stream().map(column -> row.getOrDefault(column, "")).toList()));
    }
    return text.toString();
  }

  private static List<Map<String, String>> rows(JsonElement element) {
    if (element.isJsonArray()) {
      List<Map<String, String>> rows = new ArrayList<>();
      element.getAsJsonArray().forEach(each -> rows.addAll(rows(each)));
      return rows;
    }
    if (!element.isJsonObject()) {
      return List.of(Map.of("value", cell(element)));
    }
    JsonObject object = element.getAsJsonObject();
    List<String> lists =
        object.keySet().stream().filter(name -> isListOfObjects(object.get(name))).toList();
    if (isNothing(object)) {
      return List.of();
    }
    if (lists.size() != 1) {
      return List.of(fields(object));
    }
    JsonObject common = object.deepCopy();
    JsonElement list = common.remove(lists.get(0));
    return beside(fields(common), lists.get(0), rows(list));
  }

  /** A field of a row that has the name of one beside the list is told apart by the list's. */
  private static List<Map<String, String>> beside(
      Map<String, String> common, String list, List<Map<String, String>> rows) {
    List<Map<String, String>> all = new ArrayList<>();
    for (Map<String, String> row : rows) {
      Map<String, String> fields = new LinkedHashMap<>(common);
      row.forEach(
          (name, cell) -> fields.put(common.containsKey(name) ? list + "." + name : name, cell));
      all.add(fields);
    }
    return all;
  }

  private static Map<String, String> fields(JsonObject object) {
    Map<String, String> fields = new LinkedHashMap<>();
    object
        .entrySet()
        .forEach(
            field -> {
              if (field.getValue().isJsonObject()) {
                fields(field.getValue().getAsJsonObject())
                    .forEach((name, cell) -> fields.put(field.getKey() + "." + name, cell));
              } else {
                fields.put(field.getKey(), cell(field.getValue()));
              }
            });
    return fields;
  }

  /** An answer that is a list of none. */
  private static boolean isNothing(JsonObject object) {
    return object.size() == 1 && object.asMap().containsValue(new JsonArray());
  }

  private static boolean isListOfObjects(JsonElement element) {
    if (!element.isJsonArray()) {
      return false;
    }
    JsonArray array = element.getAsJsonArray();
    return !array.isEmpty() && array.get(0).isJsonObject();
  }

  private static String cell(JsonElement element) {
    if (element.isJsonNull()) {
      return "";
    }
    return element.isJsonPrimitive() ? element.getAsString() : element.toString();
  }

  private static String line(Iterable<String> cells) {
    StringBuilder line = new StringBuilder();
    String separator = "";
    for (String cell : cells) {
      line.append(separator).append(quoted(cell));
      separator = ",";
    }
    return line.append(LINE_END).toString();
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
