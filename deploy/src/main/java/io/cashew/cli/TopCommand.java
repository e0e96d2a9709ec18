package io.cashew.cli;

import com.google.common.util.concurrent.Uninterruptibles;
import io.cashew.client.AdminClient;
import io.cashew.status.CashewException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "top",
    header = "Show what the cluster does, again and again.",
    description =
        "Gets, sets, deletes, errors and refusals are those of the proxy that is asked; hits, misses"
            + " and loads those of all nodes. On a terminal each picture takes the place of the"
            + " last, else one follows the other.")
final class TopCommand implements Callable<Integer> {
  private static final String HOME = "\u001b[H\u001b[2J";

  private static final Duration LEAST = Duration.ofMillis(100);
  private static final Duration MOST = Duration.ofHours(1);

  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      defaultValue = "1s",
      description = "From one picture to the next, 100ms to 1h. Default: ${DEFAULT-VALUE}.")
  private Duration interval = Duration.ZERO;

  @Option(
      names = "--count",
      paramLabel = "COUNT",
      defaultValue = "0",
      description = "Pictures; 0: until it is stopped. Default: ${DEFAULT-VALUE}.")
  private int count;

  @Option(
      names = "--hot",
      paramLabel = "COUNT",
      defaultValue = "5",
      description = "Hot keys to show. Default: ${DEFAULT-VALUE}.")
  private int hotKeys;

  TopCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    check();
    boolean redraws = isTerminal();
    try (AdminClient client = admin.connect()) {
      TopSnapshot before = TopSnapshot.take(client, hotKeys);
      for (int shown = 0; count == 0 || shown < count; shown++) {
        Uninterruptibles.sleepUninterruptibly(interval);
        try {
          TopSnapshot now = TopSnapshot.take(client, hotKeys);
          TopFrame frame = new TopFrame(before, now, hotKeys);
          output.print(
              console,
              frame::json,
              () -> redraws ? HOME + frame.text() : frame.text() + System.lineSeparator());
          before = now;
        } catch (CashewException e) { // it may come back, and is watched for that
          console.err().printf("cashew: %s (%s)%n", e.getMessage(), e.reason());
        }
      }
    }
    return ExitCode.OK.code();
  }

  private void check() {
    if (interval.compareTo(LEAST) < 0 || interval.compareTo(MOST) > 0) {
      throw new UsageException("--interval (expected: 100ms to 1h)");
    }
    if (count < 0 || hotKeys < 0) {
      throw new UsageException("--count, --hot (expected: 0 or more)");
    }
  }

  private static boolean isTerminal() {
    try {
      Path device = Path.of("/dev/stdout").toRealPath();
      return device.startsWith("/dev/pts") || device.toString().startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }
}
