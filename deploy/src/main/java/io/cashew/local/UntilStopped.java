package io.cashew.local;

import io.cashew.lifecycle.Part;
import java.util.concurrent.CountDownLatch;

/** Keeps a process running until it is told to stop, by Ctrl-C or SIGTERM. */
public final class UntilStopped {
  private UntilStopped() {}

  /**
   * Closes the part when the process is told to stop, and ends the process with 0: it did what it
   * was told. Returns only if interrupted.
   */
  public static void run(Part running) {
    Thread stop =
        new Thread(
            () -> {
              running.close();
              System.out.flush();
              Runtime.getRuntime().halt(0); // else the JVM tells of the signal: 143
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Runtime.getRuntime().removeShutdownHook(stop);
      running.close();
      Thread.currentThread().interrupt();
    }
  }
}
