package io.cashew.cli;

import io.cashew.client.AdminClient;
import io.cashew.v1.ChangeGroupReply;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "drop",
    header = "Remove a group and its entries from all nodes.",
    description =
        "Gets of its keys then say GROUP_UNKNOWN. No node's configuration brings it back; 'cashew"
            + " groups create' does, without its former entries.")
final class GroupsDropCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Option(names = "--yes", description = "Do not ask whether it is meant.")
  private boolean yes;

  @Parameters(index = "0", paramLabel = "NAME", description = "The group.")
  private String name = "";

  GroupsDropCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (!yes && !console.confirms("drop group %s and all it holds".formatted(name))) {
      throw new UsageException("nothing was done; with --yes nobody is asked");
    }
    try (AdminClient client = admin.connect()) {
      ChangeGroupReply dropped = Await.answer(client.dropGroup(name));
      GroupOutput.print(console, output, "group %s is dropped".formatted(name), dropped);
      return ExitCode.OK.code();
    }
  }
}
