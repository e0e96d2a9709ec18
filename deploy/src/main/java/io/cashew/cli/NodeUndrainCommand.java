package io.cashew.cli;

import io.cashew.client.AdminClient;
import io.cashew.v1.RingWishes;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "undrain",
    header = "Give a drained node its share again.",
    description = "Waits until the ring is as wished.")
final class NodeUndrainCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final WaitOptions wait = new WaitOptions();

  @Parameters(index = "0", paramLabel = "ID", description = "The node.")
  private String id = "";

  NodeUndrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (AdminClient client = admin.connect()) {
      return new WishFulfilment(console, output, wait)
          .run(client, RingWishes.newBuilder().addUndrain(id).build())
          .code();
    }
  }
}
