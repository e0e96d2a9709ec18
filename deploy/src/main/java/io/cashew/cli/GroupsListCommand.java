package io.cashew.cli;

import picocli.CommandLine.Command;

@Command(name = "list", header = "List the groups, as 'cashew groups' does.")
final class GroupsListCommand extends GroupsCommand {
  GroupsListCommand(Console console) {
    super(console);
  }
}
