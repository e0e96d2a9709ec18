package io.cashew.node.store.policy;

/**
 * The entries that policies decide on, by handle, and the few bytes of each that belong to its
 * policy: two links and a mark. A handle is a number from 1 to {@link #MAX_HANDLE} that an entry
 * keeps while it is in memory, wherever its bytes are moved to. Guarded by the shard's lock.
 *
 * <p>When an entry is admitted, its links are {@link Policy#NONE} and its mark is 0.
 */
public interface Entries {
  int MAX_HANDLE = (1 << 24) - 1;

  /** What the entry weighs: bytes in a node. At least 1. */
  long weight(int handle);

  /** The low 32 bits of the hash of group and key: as good as random, the same for the same key. */
  int hash(int handle);

  int previous(int handle);

  void setPrevious(int handle, int previous);

  int next(int handle);

  void setNext(int handle, int next);

  /** 8 bits, 0 to 255. */
  int mark(int handle);

  void setMark(int handle, int mark);
}
