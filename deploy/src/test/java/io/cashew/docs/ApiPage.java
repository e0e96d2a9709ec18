package io.cashew.docs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page about the API, made of the definitions and their comments. */
final class ApiPage {
  private static final Pattern METHOD =
      Pattern.compile("rpc (\\w+)\\((stream )?(\\w+)\\) returns \\((stream )?(\\w+)\\)");
  private static final Pattern FIELD =
      Pattern.compile("(?:(optional|repeated) )?(map<.+>|[\\w.]+) (\\w+) = (\\d+)");
  private static final Pattern CONSTANT = Pattern.compile("(\\w+) = (\\d+)");
  private static final Pattern BLOCK = Pattern.compile("(service|message|enum|oneof) (\\w+)");

  private final StringBuilder page = new StringBuilder();
  private final Deque<Open> open = new ArrayDeque<>();
  private final List<String> comment = new ArrayList<>();
  private String before = "";

  /** A block that has not ended yet. */
  private record Open(String kind, String name, List<String> rows) {}

  /** Adds a file: its title, then the text of the definitions. */
  ApiPage add(String title, String proto) {
    page.append("\n## ").append(title).append('\n');
    boolean begun = false;
    for (String line : proto.lines().map(String::strip).toList()) {
      if (line.startsWith("//")) {
        comment.add(line.substring(2).replaceFirst(" ", ""));
      } else if (line.isEmpty()) {
        comment.clear();
      } else if (!begun) {
        paragraphs(comment);
        begun = true;
        comment.clear();
      } else {
        statement(line);
      }
    }
    return this;
  }

  String text() {
    return page.toString();
  }

  /** The statement may go on in the next line. */
  private void statement(String line) {
    String statement = before.isEmpty() ? line : before + " " + line;
    before = "";
    if (statement.equals("}")) {
      end(open.pop());
    } else if (statement.endsWith("{}")) {
      end(begin(statement));
    } else if (statement.endsWith("{")) {
      open.push(begin(statement));
    } else if (!statement.endsWith(";")) {
      before = statement;
      return; // its comment with it
    } else if (!open.isEmpty()) {
      member(statement);
    }
    comment.clear();
  }

  private Open begin(String statement) {
    Matcher block = BLOCK.matcher(statement);
    if (!block.lookingAt()) {
      throw new IllegalArgumentException("not understood: " + statement);
    }
    Open begun = new Open(block.group(1), block.group(2), new ArrayList<>());
    if (begun.kind().equals("oneof")) {
      open.element().rows().add("| | | *one of %s:* %s |".formatted(begun.name(), said()));
    } else {
      begun.rows().add(String.join("\n", comment));
    }
    return begun;
  }

  private void member(String statement) {
    Open around = open.element();
    Matcher method = METHOD.matcher(statement);
    Matcher field = FIELD.matcher(statement);
    Matcher constant = CONSTANT.matcher(statement);
    if (method.lookingAt()) {
      around
          .rows()
          .add(
              "| `%s` | %s | %s | %s |"
                  .formatted(
                      method.group(1),
                      message(method.group(2), method.group(3)),
                      message(method.group(4), method.group(5)),
                      said()));
    } else if (around.kind().equals("enum") && constant.lookingAt()) {
      around
          .rows()
          .add("| `%s` | %s | %s |".formatted(constant.group(1), constant.group(2), said()));
    } else if (field.lookingAt()) {
      message()
          .rows()
          .add(
              "| `%s` | %s%s | %s |"
                  .formatted(
                      field.group(3),
                      field.group(1) == null ? "" : field.group(1) + " ",
                      type(field.group(2)),
                      said()));
    }
  }

  /** Fields of a oneof are its message's. */
  private Open message() {
    return open.stream().filter(block -> !block.kind().equals("oneof")).findFirst().orElseThrow();
  }

  private static String message(String stream, String name) {
    return (stream == null ? "" : stream) + link(name);
  }

  private static String type(String name) {
    return Character.isUpperCase(name.charAt(0)) ? link(name) : name;
  }

  private static String link(String name) {
    return "[%s](#%s)".formatted(name, name.toLowerCase(Locale.ROOT));
  }

  private void end(Open block) {
    if (block.kind().equals("oneof")) {
      return;
    }
    page.append("\n### ").append(block.name()).append('\n');
    paragraphs(block.rows().get(0).lines().toList());
    List<String> rows = block.rows().subList(1, block.rows().size());
    if (!rows.isEmpty()) {
      page.append(
          switch (block.kind()) {
            case "service" -> "\n| method | takes | gives | |\n|---|---|---|---|\n";
            case "enum" -> "\n| constant | number | |\n|---|---|---|\n";
            default -> "\n| field | type | |\n|---|---|---|\n";
          });
      rows.forEach(row -> page.append(row).append('\n'));
    } else if (block.kind().equals("message")) {
      page.append("\nHas no fields.\n");
    }
  }

  private void paragraphs(List<String> lines) {
    if (lines.stream().anyMatch(line -> line.startsWith("  "))) {
      page.append("\n```text\n");
      lines.forEach(line -> page.append(line).append('\n'));
      page.append("```\n");
    } else if (!lines.isEmpty()) {
      page.append('\n');
      lines.forEach(line -> page.append(escaped(line)).append('\n'));
    }
  }

  private String said() {
    return comment.stream().map(ApiPage::escaped).collect(Collectors.joining(" ")).strip();
  }

  /** What Markdown would take for its own. */
  private static String escaped(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_");
  }
}
