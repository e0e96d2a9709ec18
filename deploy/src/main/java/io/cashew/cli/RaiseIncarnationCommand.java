package io.cashew.cli;

import com.google.gson.JsonObject;
import io.cashew.client.AdminClient;
import io.cashew.ring.Epoch;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "raise-incarnation",
    header = "Put the ring over an etcd restored from a backup.",
    description = {
      "For one case only: etcd was restored from a backup, and proxies say that the ring went"
          + " backwards or vanished. Puts the ring of the proxy that is asked, unchanged, over what"
          + " etcd holds. Ask the proxy that shows the highest epoch, and read docs/runbooks.md"
          + " first."
    })
final class RaiseIncarnationCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Option(names = "--yes", description = "Really do it.")
  private boolean yes;

  RaiseIncarnationCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (!yes) {
      throw new UsageException(
          "this puts the ring of one proxy over the one in etcd, whatever that is; docs/runbooks.md"
              + " says when. With --yes it is done");
    }
    try (AdminClient client = admin.connect()) {
      String epoch = Epoch.toText(Await.answer(client.raiseIncarnation()).getEpoch());
      output.print(console, () -> json(epoch), () -> "ring %s is in etcd%n".formatted(epoch));
      return ExitCode.OK.code();
    }
  }

  private static JsonObject json(String epoch) {
    JsonObject object = new JsonObject();
    object.addProperty("epoch", epoch);
    return object;
  }
}
