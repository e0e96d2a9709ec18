package io.cashew.node.source.grpc;

/** What a service has shown it can do. Thread-safe. */
final class Abilities {
  private final int batchSize;
  private volatile boolean oneByOne;

  Abilities(int batchSize) {
    this.batchSize = batchSize;
  }

  int batchSize() {
    return oneByOne ? 1 : batchSize;
  }

  /** It answered UNIMPLEMENTED, and is asked for one key at a time until the node is restarted. */
  void cannotLoadMany() {
    oneByOne = true;
  }
}
