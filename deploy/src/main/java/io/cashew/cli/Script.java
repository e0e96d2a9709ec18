package io.cashew.cli;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jline.reader.EOFError;
import org.jline.reader.Parser.ParseContext;
import org.jline.reader.SyntaxError;
import org.jline.reader.impl.DefaultParser;

/** Lines of a file, each a verb. What they write as errors says which line it was. */
final class Script {
  private static final String EXIT = "exit";
  private static final String PREFIX = "cashew: ";

  private final Session session;
  private final Console console;
  private final boolean keepsGoing;

  Script(Session session, Console console, boolean keepsGoing) {
    this.session = session;
    this.console = console;
    this.keepsGoing = keepsGoing;
  }

  /** Runs until the end, or the first failure; returns that. */
  int run() throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(console.in(), StandardCharsets.UTF_8));
    int failed = ExitCode.OK.code();
    int number = 0;
    String line = lines.readLine();
    while (line != null) {
      number++;
      if (line.strip().equals(EXIT)) {
        return failed;
      }
      int code = run(number, line);
      if (code != ExitCode.OK.code()) {
        failed = failed == ExitCode.OK.code() ? code : failed;
        if (!keepsGoing) {
          return failed;
        }
      }
      line = lines.readLine();
    }
    return failed;
  }

  private int run(int number, String line) {
    List<String> words;
    try {
      words = words(line);
    } catch (EOFError e) {
      console.err().printf("cashew: line %d: a quote is not closed: %s%n", number, line);
      return ExitCode.USAGE.code();
    } catch (SyntaxError e) {
      console.err().printf("cashew: line %d: %s%n", number, e.getMessage());
      return ExitCode.USAGE.code();
    }
    if (words.isEmpty()) {
      return ExitCode.OK.code();
    }
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code;
    try (PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      code = session.run(withErrors(errors), words);
    }
    for (String error : err.toString(StandardCharsets.UTF_8).lines().toList()) {
      console
          .err()
          .println(
              error.startsWith(PREFIX)
                  ? "%sline %d: %s".formatted(PREFIX, number, error.substring(PREFIX.length()))
                  : error);
    }
    return code;
  }

  /** The script's own input is not the verbs'. */
  private Console withErrors(PrintStream errors) {
    return new Console(
        new ByteArrayInputStream(new byte[0]), console.out(), errors, console.style());
  }

  /** Quotes may go on in another line, where there is somebody to write one. */
  static DefaultParser parser() {
    DefaultParser parser = new DefaultParser();
    parser.setEofOnUnclosedQuote(true);
    return parser;
  }

  /** As a shell parts them; none of a line that is empty or begins with #. */
  static List<String> words(String line) {
    String bare = line.strip();
    if (bare.isEmpty() || bare.startsWith("#")) {
      return List.of();
    }
    return parser().parse(bare, bare.length(), ParseContext.ACCEPT_LINE).words().stream()
        .filter(word -> !word.isEmpty())
        .toList();
  }
}
