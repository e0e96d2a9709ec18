package io.cashew.cli;

import java.util.ArrayList;
import java.util.List;

/** Tables and facts below each other, an empty line between. */
final class Page implements Styled {
  private final List<Object> parts = new ArrayList<>();

  Page add(Object part) {
    parts.add(part);
    return this;
  }

  @Override
  public String toString() {
    return in(Style.PLAIN);
  }

  @Override
  public String in(Style style) {
    StringBuilder text = new StringBuilder();
    for (Object part : parts) {
      if (!text.isEmpty()) {
        text.append(System.lineSeparator());
      }
      text.append(part instanceof Styled styled ? styled.in(style) : part);
    }
    return text.toString();
  }
}
