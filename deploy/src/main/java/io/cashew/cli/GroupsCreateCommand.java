package io.cashew.cli;

import io.cashew.client.AdminClient;
import io.cashew.cluster.GroupCodec;
import io.cashew.config.CashewConfig;
import io.cashew.config.Settings;
import io.cashew.group.GroupSpec;
import io.cashew.v1.ChangeGroupReply;
import io.cashew.v1.Group;
import io.cashew.v1.GroupSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "create",
    header = "Make a group.",
    description =
        "What is not said has its default, or what the file says. Each node is asked first whether it"
            + " can have the group: whether it knows the source and takes the query.")
final class GroupsCreateCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final GroupOptions options = new GroupOptions();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "YAML with a section 'groups', as in a configuration. Options beat it.")
  private Optional<Path> file = Optional.empty();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description = "The group. May be left out if the file has but one.")
  private Optional<String> name = Optional.empty();

  GroupsCreateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    GroupSpec base = base();
    GroupSettings.Builder settings = GroupCodec.message(base.settings()).toBuilder();
    List<String> unused = options.into(settings);
    Group group = Group.newBuilder().setName(base.name()).setSettings(settings).build();
    try (AdminClient client = admin.connect()) {
      ChangeGroupReply created = Await.answer(client.createGroup(group));
      GroupOutput.print(console, output, "group %s is made".formatted(base.name()), created);
      return ExitCode.OK.code();
    }
  }

  private GroupSpec base() {
    if (file.isEmpty()) {
      return new GroupSpec(
          name.orElseThrow(() -> new UsageException("NAME: missing (expected: a group's name)")),
          io.cashew.group.GroupSettings.defaults());
    }
    List<GroupSpec> groups =
        CashewConfig.from(Settings.read(file, List.of(), Map.of())).groups().stream()
            .filter(group -> name.isEmpty() || name.get().equals(group.name()))
            .toList();
    if (groups.size() != 1) {
      throw new UsageException(
          "%s has %d groups%s (expected: one; name it if there are more)"
              .formatted(
                  file.get(), groups.size(), name.map(named -> " named " + named).orElse("")));
    }
    return groups.get(0);
  }
}
