package io.cashew.cli;

/** Names and values in two columns, a line for each. */
final class Facts implements Styled {
  private final StringBuilder text = new StringBuilder();
  private final String line;

  /** With names of so many characters at the most. */
  Facts(int width) {
    this.line = "%-" + width + "s %s%n";
  }

  Facts add(String name, Object value) {
    text.append(line.formatted(name, value));
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }

  @Override
  public String in(Style style) {
    return style == Style.PLAIN
        ? toString()
        : toString().replaceAll("(?m)^ALARM", style.cell("ALARM"));
  }
}
