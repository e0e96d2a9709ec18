package io.cashew.node.store.policy;

/**
 * Decides which entries of a group go when there is no room: one instance per group and shard.
 * Guarded by the shard's lock; no method blocks.
 *
 * <p>Every entry is told of by {@link #admitted} and leaves either as a {@link #victim} or by
 * {@link #removed}, once. Weights are bytes in a node and whatever the replay says in a replay.
 */
public interface Policy {
  /** No entry. */
  int NONE = 0;

  /** An entry has come into memory. It is the only one with its hash, but for collisions. */
  void admitted(int handle);

  /** The entry was used again: read, stored anew or given a new time to live. */
  void touched(int handle);

  /**
   * The entry's value was replaced by one of another weight, which the entries tell from now on.
   */
  void reweighed(int handle, long weightBefore);

  /** The entry leaves memory, but not because this policy said so: deleted, expired, fenced. */
  void removed(int handle);

  /**
   * Takes the entry that is least worth keeping out of the policy, to make room for another, which
   * will be admitted next. The caller takes it out of memory.
   *
   * @return {@link #NONE} if there are no entries
   */
  int victim();

  /**
   * How much the entries may weigh from now on, which sets the shares of the policy's parts. Does
   * not make them fit: the caller asks for victims.
   */
  void resize(long capacity);

  /** What all entries weigh. */
  long weight();

  /** How many entries there are. */
  int size();

  /** The part of the policy that the entry is in, for people: "probation", say. */
  String list(int handle);

  /** How often the policy believes the entry was used lately; -1 if it does not count. */
  int frequency(int handle);

  /**
   * Calls the visitor with every entry, those to keep longest first as far as the policy has an
   * order. Nothing may change meanwhile.
   */
  void forEach(HandleVisitor visitor);

  /** Throws if the policy's structures disagree. Slow; for tests. */
  void checkIntegrity();

  /** Sees handles one after another. */
  @FunctionalInterface
  interface HandleVisitor {
    void visit(int handle);
  }
}
