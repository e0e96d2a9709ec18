package io.cashew.cli;

import io.cashew.operation.Operation.Reach;
import picocli.CommandLine.Option;

/** How far a get may go. */
final class ReachOptions {
  @Option(names = "--no-load", description = "Look in memory only: do not ask the group's source.")
  private boolean noLoad;

  @Option(
      names = "--peek",
      description = "As --no-load, and count neither as a use nor as a hit or miss.")
  private boolean peek;

  Reach reach() {
    if (peek) {
      return Reach.PEEK;
    }
    return noLoad ? Reach.MEMORY : Reach.SOURCE;
  }
}
