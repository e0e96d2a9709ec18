package io.cashew.cli;

import io.cashew.client.AdminClient;
import io.cashew.v1.Group;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "show", header = "Show all settings of a group.")
final class GroupsShowCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Parameters(index = "0", paramLabel = "NAME", description = "The group.")
  private String name = "";

  GroupsShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (AdminClient client = admin.connect()) {
      Group group = Await.answer(client.group(name));
      output.print(console, () -> GroupOutput.json(group), () -> facts(group));
      return ExitCode.OK.code();
    }
  }

  private static Facts facts(Group group) {
    Facts facts = new Facts(23);
    GroupOutput.settings(group.getSettings()).forEach(facts::add);
    return facts;
  }
}
