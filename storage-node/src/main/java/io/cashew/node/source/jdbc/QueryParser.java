package io.cashew.node.source.jdbc;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.cashew.node.source.jdbc.QueryTemplate.Parameter;

/**
 * Finds the parameters of a query, and leaves alone what only looks like one: in strings, quoted
 * names, comments, dollar-quoted text ({@code $tag$ ... $tag$}) and casts ({@code ::}). Knows as
 * much of SQL as that takes. For one query, used once.
 */
final class QueryParser {
  private static final int END = -1;

  /** Whether a statement is for one key or for several, and how it names them. */
  enum Form {
    ONE_KEY("the query", ":key", ":key_bytes"),
    MANY_KEYS("the batch query", ":keys", ":keys_bytes");

    private final String subject;
    private final String text;
    private final String bytes;

    Form(String subject, String text, String bytes) {
      this.subject = subject;
      this.text = text;
      this.bytes = bytes;
    }
  }

  private final Form form;
  private final ImmutableMap<String, Parameter> names;
  private final String query;
  private final StringBuilder sql = new StringBuilder();
  private final ImmutableList.Builder<String> pieces = ImmutableList.builder();
  private final ImmutableList.Builder<Parameter> parameters = ImmutableList.builder();
  private int position;

  QueryParser(Form form, String query) {
    this.form = form;
    this.names = ImmutableMap.of(form.text, Parameter.TEXT, form.bytes, Parameter.BYTES);
    this.query = query;
  }

  QueryTemplate parse() {
    while (position < query.length() && peek(0) != ';') {
      step();
    }
    checkNothingFollows();
    pieces.add(sql.toString());
    QueryTemplate template = new QueryTemplate(pieces.build(), parameters.build());
    checkArgument(
        !template.parameters().isEmpty(),
        "%s does not use the key (expected: %s, or %s for a binary column)",
        form.subject,
        form.text,
        form.bytes);
    return template;
  }

  private void step() {
    int c = peek(0);
    if (c == '\'') {
      copyQuoted(isEscapeString() ? '\\' : END);
    } else if (c == '"' || c == '`') {
      copyQuoted(END);
    } else if (startsWith("--")) {
      copyLine();
    } else if (startsWith("/*")) {
      copyThrough("*/", "a comment");
    } else if (c == '$') {
      copyDollar();
    } else if (startsWith("::") || startsWith("??")) {
      copy(2);
    } else if (c == ':' && isNameStart(peek(1))) {
      replaceParameter();
    } else {
      checkArgument(
          c != '?',
          "%s has a ? at %s (expected: %s instead)",
          form.subject,
          position + 1,
          form.text);
      copy(1);
    }
  }

  private void replaceParameter() {
    int end = position + 1;
    while (end < query.length() && isNamePart(query.charAt(end))) {
      end++;
    }
    String name = query.substring(position, end);
    Parameter parameter = names.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException(
          "%s has an unknown parameter %s at %s (expected: %s or %s)"
              .formatted(form.subject, name, position + 1, form.text, form.bytes));
    }
    parameters.add(parameter);
    pieces.add(sql.toString());
    sql.setLength(0);
    position = end;
  }

  /** Copies to the closing quote; a doubled quote does not close, nor does an escaped one. */
  private void copyQuoted(int escape) {
    int quote = peek(0);
    int start = position;
    copy(1);
    while (position < query.length()) {
      if (peek(0) == escape || (peek(0) == quote && peek(1) == quote)) {
        copy(2);
      } else if (peek(0) == quote) {
        copy(1);
        return;
      } else {
        copy(1);
      }
    }
    throw new IllegalArgumentException(
        "%s has a quote at %s that is not closed".formatted(form.subject, start + 1));
  }

  /** In {@code E'...'}, but not in {@code nodE'...'}, a backslash escapes. */
  private boolean isEscapeString() {
    int before = peek(-1);
    return (before == 'E' || before == 'e') && !isNamePart(peek(-2));
  }

  private void copyLine() {
    while (position < query.length() && peek(0) != '\n') {
      copy(1);
    }
  }

  private void copyThrough(String closing, String what) {
    int end = query.indexOf(closing, position + closing.length());
    checkArgument(end >= 0, "%s has %s at %s that is not closed", form.subject, what, position + 1);
    copy(end + closing.length() - position);
  }

  /** A dollar may open quoted text, or be part of a name. */
  private void copyDollar() {
    int end = position + 1;
    while (end < query.length() && isNamePart(query.charAt(end)) && query.charAt(end) != '$') {
      end++;
    }
    boolean opens = !isNamePart(peek(-1)) && end < query.length() && query.charAt(end) == '$';
    if (opens) {
      copyThrough(query.substring(position, end + 1), "a dollar quote");
    } else {
      copy(1);
    }
  }

  /** After a semicolon there may be blanks and comments, which are left out. */
  private void checkNothingFollows() {
    int kept = sql.length();
    while (position < query.length()) {
      int c = peek(0);
      if (startsWith("--")) {
        copyLine();
      } else if (startsWith("/*")) {
        copyThrough("*/", "a comment");
      } else {
        checkArgument(
            c == ';' || Character.isWhitespace(c),
            "%s has several statements, the second at %s (expected: one)",
            form.subject,
            position + 1);
        copy(1);
      }
    }
    sql.setLength(kept);
  }

  private void copy(int length) {
    int end = Math.min(position + length, query.length());
    sql.append(query, position, end);
    position = end;
  }

  private int peek(int offset) {
    int at = position + offset;
    return at >= 0 && at < query.length() ? query.charAt(at) : END;
  }

  private boolean startsWith(String text) {
    return query.startsWith(text, position);
  }

  private static boolean isNameStart(int c) {
    return c == '_' || (c != END && Character.isUnicodeIdentifierStart(c));
  }

  private static boolean isNamePart(int c) {
    return c != END && (Character.isUnicodeIdentifierPart(c) || c == '_' || c == '$');
  }
}
