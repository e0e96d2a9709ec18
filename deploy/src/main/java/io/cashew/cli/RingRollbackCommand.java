package io.cashew.cli;

import io.cashew.client.AdminClient;
import io.cashew.ring.Epoch;
import io.cashew.v1.RingWishes;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "rollback",
    header = "Go back to a former ring.",
    description =
        "Who owns what becomes as it was, with the weights of then; nodes that owned nothing then"
            + " are drained. 'cashew ring history' lists the rings there are. Every node that owned"
            + " something then has to be there.")
final class RingRollbackCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final WaitOptions wait = new WaitOptions();

  @Parameters(index = "0", paramLabel = "EPOCH", description = "Of the former ring: 0.1234.")
  private String epoch = "";

  RingRollbackCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    RingWishes wishes = RingWishes.newBuilder().setRollbackTo(parsed()).build();
    try (AdminClient client = admin.connect()) {
      return new WishFulfilment(console, output, wait).run(client, wishes).code();
    }
  }

  private long parsed() {
    try {
      return Epoch.parse(epoch);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
