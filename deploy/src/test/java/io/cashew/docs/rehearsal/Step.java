package io.cashew.docs.rehearsal;

import java.util.List;

/** What a reader does, or sees, at one place of a page. */
public sealed interface Step {
  /** Where on the page, counted from 1. */
  int line();

  /**
   * Types commands, one after another.
   *
   * @param patient whether each is repeated until it prints what the page shows
   */
  record Type(int line, boolean patient, List<Command> commands) implements Step {}

  /** Opens a terminal of its own and types a command there, which need not end. */
  record Open(int line, String terminal, Command command) implements Step {}

  /** Looks at what a terminal has printed by now. */
  record Look(int line, String terminal, List<String> shown) implements Step {}

  /** Ends what runs in a terminal. */
  record Stop(int line, String terminal) implements Step {}

  /** Writes a file. */
  record Write(int line, String path, String text) implements Step {}

  /** What follows, up to the next part of the page, needs these programs. */
  record Need(int line, List<String> programs) implements Step {}

  /** A part of the page begins, which needs nothing yet. */
  record Begin(int line, String heading) implements Step {}

  /** A command line, and what the page shows that it prints. */
  record Command(int line, String text, List<String> shown) {}
}
