package io.cashew.cli;

/** A text that looks better on a terminal. */
interface Styled {
  /** The text, with its line ends. */
  String in(Style style);
}
