package io.cashew.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cashew.client.AdminClient;
import io.cashew.config.ByteSizes;
import io.cashew.config.Durations;
import io.cashew.v1.Group;
import io.cashew.v1.GroupSettings;
import io.cashew.v1.ListGroupsReply;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "groups",
    header = "List the groups and their settings.",
    description =
        "Memory is the most a group holds on each node; what is reserved of it, no other group can"
            + " take. A TTL of 0s means: until evicted.")
final class GroupsCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  GroupsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (AdminClient client = admin.connect()) {
      ListGroupsReply groups = Await.answer(client.groups());
      if (output.isJson()) {
        OutputOptions.print(console.out(), json(groups));
      } else {
        console.out().print(table(groups));
      }
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
          time(settings.getTtlMs()),
          time(settings.getNegativeTtlMs()),
          ByteSizes.format(settings.getMaxValueBytes()),
          "%d, %s each".formatted(settings.getLoadConcurrency(), time(settings.getLoadTimeoutMs())),
          settings.hasSource() ? settings.getSource().getConnection() : "-");
    }
    return table;
  }

  private static JsonObject json(ListGroupsReply groups) {
    JsonArray array = new JsonArray();
    for (Group group : groups.getGroupsList()) {
      GroupSettings settings = group.getSettings();
      JsonObject object = new JsonObject();
      object.addProperty("name", group.getName());
      object.addProperty("memory_bytes", settings.getMemoryBytes());
      object.addProperty("reserved_bytes", settings.getReservedBytes());
      object.addProperty("policy", settings.getPolicy());
      object.addProperty("ttl_ms", settings.getTtlMs());
      object.addProperty("negative_ttl_ms", settings.getNegativeTtlMs());
      object.addProperty("max_value_bytes", settings.getMaxValueBytes());
      object.addProperty("load_timeout_ms", settings.getLoadTimeoutMs());
      object.addProperty("load_concurrency", settings.getLoadConcurrency());
      if (settings.hasSource()) {
        JsonObject source = new JsonObject();
        source.addProperty("connection", settings.getSource().getConnection());
        source.addProperty("query", settings.getSource().getQuery());
        object.add("source", source);
      }
      array.add(object);
    }
    JsonObject object = new JsonObject();
    object.add("groups", array);
    return object;
  }

  private static String time(long millis) {
    return Durations.format(Duration.ofMillis(millis));
  }
}
