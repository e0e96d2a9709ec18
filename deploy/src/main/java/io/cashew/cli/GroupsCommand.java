package io.cashew.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cashew.client.AdminClient;
import io.cashew.config.ByteSizes;
import io.cashew.v1.Group;
import io.cashew.v1.GroupSettings;
import io.cashew.v1.ListGroupsReply;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "groups",
    header = "List the groups; make, change, flush and drop them.",
    description =
        "Alone, or with 'list': memory is the most a group holds on each node; what is reserved of it, no other group can"
            + " take. A TTL of 0s means: until evicted.")
class GroupsCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = OutputOptions.withRaw();

  GroupsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (AdminClient client = admin.connect()) {
      ListGroupsReply groups = Await.answer(client.groups());
      output.print(
          console,
          () -> json(groups),
          () -> table(groups),
          () -> Bytes.lines(groups.getGroupsList(), Group::getName));
      return ExitCode.OK.code();
    }
  }

  private static Table table(ListGroupsReply groups) {
    Table table =
        new Table(
            "GROUP",
            "MEMORY",
            "RESERVED",
            "POLICY",
            "TTL",
            "NEGATIVE TTL",
            "MAX VALUE",
            "LOADS",
            "SOURCE");
    for (Group group : groups.getGroupsList()) {
      GroupSettings settings = group.getSettings();
      table.row(
          group.getName(),
          ByteSizes.format(settings.getMemoryBytes()),
          ByteSizes.format(settings.getReservedBytes()),
          settings.getPolicy(),
          GroupOutput.time(settings.getTtlMs()),
          GroupOutput.time(settings.getNegativeTtlMs()),
          ByteSizes.format(settings.getMaxValueBytes()),
          "%d, %s each"
              .formatted(
                  settings.getLoadConcurrency(), GroupOutput.time(settings.getLoadTimeoutMs())),
          settings.hasSource() ? settings.getSource().getConnection() : "-");
    }
    return table;
  }

  private static JsonObject json(ListGroupsReply groups) {
    JsonArray array = new JsonArray();
    groups.getGroupsList().forEach(group -> array.add(GroupOutput.json(group)));
    JsonObject object = new JsonObject();
    object.add("groups", array);
    return object;
  }
}
