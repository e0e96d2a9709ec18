package io.cashew.comparison.load;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Obeys orders for one target, a line each, until there are no more; so a process stays warm from
 * round to round.
 *
 * <pre>
 *   fill KEYS BYTES             answered by: filled
 *   run LOAD                    answered by: measuring, then: measured ...
 * </pre>
 */
public final class LoadProcess {
  private static final int WINDOW = 256;
  private static final int PASSES = 5;

  private final Target target;
  private final PrintStream answers;
  private int keys = 1;

  private LoadProcess(Target target, PrintStream answers) {
    this.target = target;
    this.answers = answers;
  }

  /** Connects, obeys what comes by the standard input, then closes the target and exits. */
  public static void serve(Opening opening) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err); // whatever libraries say is no answer
    Target target = opening.open();
    LoadProcess process = new LoadProcess(target, answers);
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    answers.println("ready");
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      process.obey(order);
    }
    target.close();
    System.exit(0);
  }

  private void obey(String order) throws InterruptedException {
    if (order.startsWith("fill ")) {
      String[] words = order.split(" ", -1);
      fill(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
    } else if (order.startsWith("run ")) {
      run(Load.parse(order.substring("run ".length())));
    } else {
      throw new IllegalArgumentException("order: " + order + " (expected: fill or run)");
    }
  }

  private void fill(int count, int valueBytes) throws InterruptedException {
    keys = count;
    byte[] value = "x".repeat(valueBytes).getBytes(StandardCharsets.US_ASCII);
    Collection<Integer> left = IntStream.range(0, count).boxed().toList();
    for (int pass = 1; pass <= PASSES && !left.isEmpty(); pass++) {
      left = set(left, value);
    }
    if (!left.isEmpty()) {
      throw new IllegalStateException(left.size() + " keys could not be set");
    }
    answers.println("filled");
  }

  /** Sets keys, a window at a time; those that failed. */
  private Collection<Integer> set(Collection<Integer> wanted, byte[] value)
      throws InterruptedException {
    Collection<Integer> failed = new ConcurrentLinkedQueue<>();
    Semaphore window = new Semaphore(WINDOW);
    for (int key : wanted) {
      window.acquire();
      var unused =
          target
              .set(key, value)
              .whenComplete(
                  (done, failure) -> {
                    if (failure != null) {
                      failed.add(key);
                    }
                    window.release();
                  });
    }
    window.acquire(WINDOW);
    return failed;
  }

  private void run(Load load) throws InterruptedException {
    Meter meter = new Meter();
    Callers callers = new Callers(target, keys, load, meter);
    callers.start();
    sleep(load.warmUpSeconds());
    answers.println("measuring");
    meter.reset();
    long start = System.nanoTime();
    sleep(load.seconds());
    Measured measured = meter.take(System.nanoTime() - start);
    answers.println("measured " + measured.line());
    callers.stop();
    answers.println("idle");
  }

  private static void sleep(double seconds) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep((long) (seconds * 1e9));
  }

  /** Connects to a cache. */
  @FunctionalInterface
  public interface Opening {
    Target open() throws Exception;
  }
}
