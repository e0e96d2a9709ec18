package io.cashew.cli;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import io.cashew.client.AdminClient;
import io.cashew.v1.FlushGroupReply;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "flush",
    header = "Forget a group's entries, all or those whose keys begin with something.",
    description =
        "A delete of many keys: when it is answered, no get finds anything of before, whatever the"
            + " ring is doing. Takes no longer the more entries there are. If a node cannot be"
            + " reached, waits for --deadline until it is back or out of the ring.")
final class GroupsFlushCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Option(names = "--prefix", paramLabel = "P", description = "Only keys that begin with this.")
  private String prefix = "";

  @Parameters(index = "0", paramLabel = "NAME", description = "The group.")
  private String name = "";

  GroupsFlushCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (AdminClient client = admin.connect()) {
      FlushGroupReply flushed =
          Await.answer(client.flushGroup(name, ByteString.copyFromUtf8(prefix)));
      output.print(console, () -> json(flushed), () -> text(flushed));
      return ExitCode.OK.code();
    }
  }

  private String text(FlushGroupReply flushed) {
    return "group %s is flushed%s on %s%n"
        .formatted(
            name,
            prefix.isEmpty() ? "" : ", keys that begin with " + prefix + ",",
            String.join(", ", flushed.getNodesList()));
  }

  private static JsonObject json(FlushGroupReply flushed) {
    JsonObject object = new JsonObject();
    object.addProperty("generation", flushed.getGeneration());
    object.add("nodes", GroupOutput.array(flushed.getNodesList()));
    return object;
  }
}
