package io.cashew.cli;

import io.cashew.client.AdminClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "apply",
    header = "Change what nodes own.",
    description =
        "Adds the wishes to those there are and waits until the ring is as wished. A few partitions"
            + " move at a time, and requests go on. See first what would move: 'cashew ring plan'"
            + " with the same options.")
final class RingApplyCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final WishOptions wish = new WishOptions();
  @Mixin private final WaitOptions wait = new WaitOptions();

  RingApplyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (AdminClient client = admin.connect()) {
      return new WishFulfilment(console, output, wait).run(client, wish.wishes()).code();
    }
  }
}
