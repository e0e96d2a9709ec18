package io.cashew.docs.rehearsal;

import java.io.IOException;
import java.util.List;

/** Where a page is done: a machine, with a directory that is the root of the project. */
public interface Stage extends AutoCloseable {
  /** Runs a command to its end; what it printed, errors included. */
  List<String> run(String command) throws IOException, InterruptedException;

  /** Begins a command in a terminal of its own. */
  Terminal open(String command) throws IOException;

  /** Writes a file, and the directories it lies in. */
  void write(String path, String text) throws IOException;

  /** Whether a program is installed. */
  boolean has(String program);

  /** Waits a moment before something is looked at again. */
  void pause() throws InterruptedException;

  /** Ends all that runs. */
  @Override
  void close();

  /** A command that runs beside the others. */
  interface Terminal {
    /** What it has printed so far, errors included. */
    List<String> printed();

    /** Whether it has not ended yet. */
    boolean isRunning();

    /** Ctrl-C; returns when it has ended. */
    void stop() throws InterruptedException;
  }
}
