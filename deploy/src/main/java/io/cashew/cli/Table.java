package io.cashew.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;

/** Rows under a heading, in columns as wide as they need to be. */
final class Table {
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
    int columns = rows.get(0).length;
    Column[] widths = new Column[columns];
    for (int i = 0; i < columns; i++) {
      int column = i;
      int width = rows.stream().mapToInt(row -> row[column].length()).max().orElse(0);
      widths[i] = new Column(width + GAP, 0, Column.Overflow.TRUNCATE);
    }
    TextTable table = TextTable.forColumns(Help.defaultColorScheme(Ansi.OFF), widths);
    rows.forEach(table::addRowValues);
    return table.toString().replaceAll(" +(?=\\R)", "");
  }
}
