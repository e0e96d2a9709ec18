package io.cashew.cli;

import picocli.CommandLine.Command;

@Command(name = "show", header = "Show the ring, as 'cashew ring' does.")
final class RingShowCommand extends RingCommand {
  RingShowCommand(Console console) {
    super(console);
  }
}
