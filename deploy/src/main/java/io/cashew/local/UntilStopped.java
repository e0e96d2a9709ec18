package io.cashew.local;

import io.cashew.lifecycle.Part;
import java.util.concurrent.CountDownLatch;

/** Keeps a process running until it is told to stop, by Ctrl-C or SIGTERM. */
public final class UntilStopped {
  private UntilStopped() {}

  /** Closes the part when the process is told to stop. Returns only if interrupted. */
  public static void run(Part running) {
    Thread stop = new Thread(running::close, "stop");
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
