package io.cashew.cli;

import com.google.common.base.Ascii;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Where the command reads and writes: bytes as they are, texts in UTF-8. */
record Console(InputStream in, PrintStream out, PrintStream err, Style style) {
  /** One that is no terminal. */
  Console(InputStream in, PrintStream out, PrintStream err) {
    this(in, out, err, Style.PLAIN);
  }

  /** The process's own. */
  static Console standard() {
    return new Console(
        new FileInputStream(FileDescriptor.in),
        print(new FileOutputStream(FileDescriptor.out)),
        print(new FileOutputStream(FileDescriptor.err)),
        Style.ofProcess());
  }

  /** Whether somebody types what is read here, and sees what is written. */
  @SuppressWarnings("SystemConsoleNull") // later JDKs: whoever is no terminal reads to its end
  boolean isInteractive() {
    return System.console() != null && in instanceof FileInputStream;
  }

  PrintWriter outWriter() {
    return new PrintWriter(out, true, StandardCharsets.UTF_8);
  }

  PrintWriter errWriter() {
    return new PrintWriter(err, true, StandardCharsets.UTF_8);
  }

  /**
   * Whether somebody at a terminal means it; nobody there: no.
   *
   * @param what is about to be done
   */
  @SuppressWarnings("SystemConsoleNull") // later JDKs: who is no terminal answers nothing
  boolean confirms(String what) {
    if (System.console() == null) {
      return false;
    }
    err.printf("%s? [y/N] ", what);
    err.flush();
    String answer = System.console().readLine();
    return answer != null && Ascii.equalsIgnoreCase(answer.strip(), "y");
  }

  private static PrintStream print(FileOutputStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }
}
