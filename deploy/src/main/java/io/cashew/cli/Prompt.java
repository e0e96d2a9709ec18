package io.cashew.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;

/** Lines that somebody types at a terminal, each a verb. */
final class Prompt {
  private static final String EXIT = "exit";

  private final Session session;
  private final Console console;
  private final Terminal terminal;
  private final LineReader reader;

  /**
   * Reads nothing yet.
   *
   * @param history where lines are remembered; empty: only until the end
   */
  Prompt(Session session, Console console, Terminal terminal, Optional<Path> history) {
    this.session = session;
    this.console = console;
    this.terminal = terminal;
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .appName("cashew")
            .terminal(terminal)
            .parser(Script.parser())
            .completer(new ShellCompleter(session, console))
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true); // ! is no history
    history.ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
    this.reader = builder.build();
  }

  /** Returns at Ctrl-D or {@code exit}. */
  void run() {
    while (true) {
      String line;
      try {
        line = reader.readLine(session.group().map("cashew %s> "::formatted).orElse("cashew> "));
      } catch (UserInterruptException e) {
        continue; // the line is given up, not the shell
      } catch (EndOfFileException e) {
        return;
      }
      List<String> words = Script.words(line);
      if (words.equals(List.of(EXIT))) {
        return;
      }
      if (!words.isEmpty()) {
        run(words);
      }
    }
  }

  private void run(List<String> words) {
    Thread running = Thread.currentThread();
    SignalHandler before = terminal.handle(Signal.INT, signal -> running.interrupt());
    try {
      int unused = session.run(console, words);
    } finally {
      SignalHandler unused = terminal.handle(Signal.INT, before);
      boolean unusedToo = Thread.interrupted(); // and the next line is not
    }
  }
}
