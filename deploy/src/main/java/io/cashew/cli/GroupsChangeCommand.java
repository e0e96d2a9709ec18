package io.cashew.cli;

import io.cashew.client.AdminClient;
import io.cashew.v1.ChangeGroupReply;
import io.cashew.v1.ChangeGroupRequest;
import io.cashew.v1.GroupSettings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "change",
    header = "Change settings of a group.",
    description =
        "Those that are given; all others stay as they are, and so do the entries, unless the source"
            + " is another. docs/groups.md says what each setting does to entries.")
final class GroupsChangeCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final GroupOptions options = new GroupOptions();

  @Parameters(index = "0", paramLabel = "NAME", description = "The group.")
  private String name = "";

  GroupsChangeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    GroupSettings.Builder settings = GroupSettings.newBuilder();
    List<String> fields = options.into(settings);
    if (fields.isEmpty()) {
      throw new UsageException("nothing to change (expected: a setting, such as --ttl 5m)");
    }
    ChangeGroupRequest request =
        ChangeGroupRequest.newBuilder()
            .setName(name)
            .setSettings(settings)
            .addAllFields(fields)
            .build();
    try (AdminClient client = admin.connect()) {
      ChangeGroupReply changed = Await.answer(client.changeGroup(request));
      GroupOutput.print(console, output, "group %s is changed".formatted(name), changed);
      return ExitCode.OK.code();
    }
  }
}
