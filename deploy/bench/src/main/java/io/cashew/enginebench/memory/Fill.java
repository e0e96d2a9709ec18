package io.cashew.enginebench.memory;

import java.io.IOException;

/** A process that can be filled with entries of 32 B and 100 B. */
interface Fill extends AutoCloseable {
  /** Stores entries and returns how many it then has. */
  long fill(int entries) throws IOException;

  /** Resident bytes of the process. */
  long rss() throws IOException;

  @Override
  void close() throws IOException;

  /** A process of ours. */
  static Fill of(Child child) {
    return new Fill() {
      @Override
      public long fill(int entries) {
        return Long.parseLong(child.tell("fill " + entries));
      }

      @Override
      public long rss() throws IOException {
        return child.rss();
      }

      @Override
      public void close() {
        child.close();
      }
    };
  }
}
