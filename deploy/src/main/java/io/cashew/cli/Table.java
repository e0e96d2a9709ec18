package io.cashew.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rows under a heading, in columns as wide as they need to be. */
final class Table implements Styled {
  private static final int GAP = 2;

  private final List<String[]> rows = new ArrayList<>();

  Table(String... heading) {
    rows.add(heading);
  }

  void row(String... cells) {
    rows.add(cells);
  }

  @Override
  public String toString() {
    return in(Style.PLAIN);
  }

  @Override
  public String in(Style style) {
    int[] widths = widths();
    StringBuilder text = new StringBuilder();
    append(text, rows.get(0), widths, style::heading);
    rows.stream().skip(1).forEach(row -> append(text, row, widths, style::cell));
    return text.toString();
  }

  private int[] widths() {
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(row[i]) + GAP);
      }
    }
    return widths;
  }

  private static void append(
      StringBuilder text, String[] row, int[] widths, UnaryOperator<String> look) {
    int last = row.length - 1;
    while (last >= 0 && row[last].isBlank()) {
      last--; // nothing is padded that nothing follows
    }
    for (int i = 0; i <= last; i++) {
      text.append(look.apply(row[i]));
      if (i < last) {
        text.append(" ".repeat(widths[i] - width(row[i])));
      }
    }
    text.append(System.lineSeparator());
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
