package io.cashew.node.load;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What the previous owners of partitions may still have of keys that are not in memory here. Thread
 * safe.
 *
 * <p>Loads ask {@link #isOpen} and tell {@link #touched} under the lock of the key's stripe, so
 * that of one key these come one after the other.
 */
public interface Heritage {
  /** Nothing is ever inherited. */
  Heritage NONE =
      new Heritage() {
        @Override
        public void touched(Wanted changed) {}

        @Override
        public boolean isOpen(String group, Wanted wanted, Duration ttl) {
          return false;
        }

        @Override
        public CompletableFuture<Optional<Inherited>> fetch(String group, Wanted wanted) {
          return CompletableFuture.completedFuture(Optional.empty());
        }

        @Override
        public boolean isRecent(int partition, Duration span) {
          return false;
        }

        @Override
        public void renounce(String group) {}
      };

  /** A key is being changed here: what the previous owner has of it is void (rule R9). */
  void touched(Wanted changed);

  /**
   * Whether a key may come from the partition's previous owner now.
   *
   * @param ttl the group's; zero: for ever
   */
  boolean isOpen(String group, Wanted wanted, Duration ttl);

  /**
   * Asks the previous owner for a key: it looks in its memory, no more (rule R13). Ends within some
   * 20 ms, never fails; empty if it has nothing or cannot say. Returns at once.
   */
  CompletableFuture<Optional<Inherited>> fetch(String group, Wanted wanted);

  /** Whether a partition became this node's less than that ago, be it because it has started. */
  boolean isRecent(int partition, Duration span);

  /** What previous owners have of a group now is void: it is of another source. */
  void renounce(String group);
}
