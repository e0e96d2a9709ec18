package io.cashew.comparison;

import io.cashew.comparison.load.BenchKey;
import io.cashew.comparison.load.Measured;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * {@code redis-benchmark} with one and the same line for all who speak Redis.
 *
 * @param command GET or SET
 * @param depth requests that a connection sends before it waits for answers
 */
record RedisBenchmark(String command, int connections, int depth) {
  private static final int FIRST_REQUESTS = 20_000;
  private static final int LONGEST_SECONDS = 120;

  /**
   * So many requests as are answered in about the time given. A first run tells how many.
   *
   * @param onMeasuring called before the run that counts
   * @param onMeasured called after it
   */
  Measured run(int port, Plan plan, Runnable onMeasuring, Runnable onMeasured) throws IOException {
    double rate = run(port, plan.keys(), FIRST_REQUESTS).perSecond();
    if (plan.warmUpSeconds() > 0) {
      rate = run(port, plan.keys(), requests(rate, plan.warmUpSeconds())).perSecond();
    }
    onMeasuring.run();
    Measured measured = run(port, plan.keys(), requests(rate, plan.seconds()));
    onMeasured.run();
    return measured;
  }

  private static long requests(double rate, double seconds) {
    return Math.max(FIRST_REQUESTS, (long) (rate * seconds));
  }

  private Measured run(int port, int keys, long requests) throws IOException {
    Process process =
        new ProcessBuilder(line(port, keys, requests))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    // It asks for ever if nobody answers.
    CompletableFuture.delayedExecutor(LONGEST_SECONDS, TimeUnit.SECONDS)
        .execute(process::destroyForcibly);
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    return parse(output, requests);
  }

  List<String> line(int port, int keys, long requests) {
    List<String> line = new ArrayList<>(List.of("redis-benchmark", "-p", String.valueOf(port)));
    line.addAll(List.of("-c", String.valueOf(connections), "-P", String.valueOf(depth)));
    line.addAll(List.of("-n", String.valueOf(requests), "-r", String.valueOf(keys), "--csv"));
    line.addAll(List.of(command, BenchKey.PREFIX + "__rand_int__"));
    if (command.equals("SET")) {
      line.add("x".repeat(Plan.VALUE_BYTES));
    }
    return line;
  }

  /**
   * The last line: command, requests/s, then average, min, p50, p95, p99 and max in milliseconds.
   */
  static Measured parse(String output, long requests) {
    String last = output.substring(output.lastIndexOf('\n') + 1);
    String[] cells = last.replaceAll("^\"|\"$", "").split("\",\"", -1);
    if (cells.length < 8) {
      throw new IllegalStateException("redis-benchmark said: " + last);
    }
    int end = cells.length;
    double perSecond = Double.parseDouble(cells[end - 7]);
    return new Measured(
        requests,
        0,
        0,
        requests / perSecond,
        1e3 * Double.parseDouble(cells[end - 4]),
        1e3 * Double.parseDouble(cells[end - 2]),
        Double.NaN,
        1e3 * Double.parseDouble(cells[end - 1]));
  }
}
