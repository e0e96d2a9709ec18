package io.cashew.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Where the command reads and writes: bytes as they are, texts in UTF-8. */
record Console(InputStream in, PrintStream out, PrintStream err) {
  /** The process's own. */
  static Console standard() {
    return new Console(
        new FileInputStream(FileDescriptor.in),
        print(new FileOutputStream(FileDescriptor.out)),
        print(new FileOutputStream(FileDescriptor.err)));
  }

  PrintWriter outWriter() {
    return new PrintWriter(out, true, StandardCharsets.UTF_8);
  }

  PrintWriter errWriter() {
    return new PrintWriter(err, true, StandardCharsets.UTF_8);
  }

  private static PrintStream print(FileOutputStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }
}
