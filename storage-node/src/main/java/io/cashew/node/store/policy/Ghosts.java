package io.cashew.node.store.policy;

import static com.google.common.base.Preconditions.checkState;

import java.util.Arrays;

/**
 * What a policy remembers of entries that it let go: the hash, the weight and a few notes, of those
 * that went last. The weights of all ghosts together are bounded, by the weight the entries would
 * have in memory. Guarded by the shard's lock.
 *
 * <p>A ghost is asked for by {@link #take} when its key comes back, but that key's victims are
 * {@link #add}ed before. They must not push it out, so what is too much goes only after the
 * question; in between there may be four times as much as the bound.
 *
 * <p>Two keys of the same hash share a ghost, which once in a while makes a policy take one for the
 * other; nothing but the choice of a victim hangs on it.
 */
final class Ghosts {
  private static final int LEAST_LENGTH = 16; // a power of two, as are all lengths

  private final int notes;
  private long limit;
  private long weight;
  private int size;

  // A ring in the order of arrival. Counters, not positions; a ghost of weight 0 has been taken.
  private long oldest;
  private long newest;
  private int[] hashes = new int[LEAST_LENGTH];
  private int[] weights = new int[LEAST_LENGTH];
  private long[] noted;

  private int[] table = new int[2 * LEAST_LENGTH]; // position in the ring + 1, by hash; 0: free

  /**
   * Starts without ghosts and without room for any.
   *
   * @param notes how many numbers are kept with each ghost
   */
  Ghosts(int notes) {
    this.notes = notes;
    this.noted = new long[notes * LEAST_LENGTH];
  }

  int size() {
    return size;
  }

  long weight() {
    return weight;
  }

  /** Sets what all ghosts may weigh; forgets the oldest until they do. */
  void resize(long limit) {
    this.limit = limit;
    trim(limit);
  }

  /** Remembers an entry as the latest to go; the oldest ghosts make room for it. */
  void add(int hash, long weight, long... values) {
    forget(hash);
    if (newest - oldest == hashes.length) {
      makeRoom();
    }
    int position = position(newest);
    newest++;
    int bounded = (int) Math.min(weight, Integer.MAX_VALUE);
    hashes[position] = hash;
    weights[position] = bounded;
    System.arraycopy(values, 0, noted, position * notes, notes);
    this.weight += bounded;
    size++;
    enter(hash, position);
    trim(inBetween(limit));
  }

  /**
   * Forgets the ghost of the hash, if there is one, and says whether there was; then the oldest
   * ghosts that are too many.
   *
   * @param values takes its notes
   */
  boolean take(int hash, long... values) {
    int found = table[find(hash)];
    if (found != 0) {
      System.arraycopy(noted, (found - 1) * notes, values, 0, notes);
      forget(hash);
    }
    trim(limit);
    return found != 0;
  }

  void checkIntegrity() {
    int count = 0;
    long sum = 0;
    for (long i = oldest; i < newest; i++) {
      int position = position(i);
      if (weights[position] != 0) {
        count++;
        sum += weights[position];
        checkState(
            table[find(hashes[position])] == position + 1, "ghost at %s is not found", position);
      }
    }
    checkState(size == count, "ghosts: %s (expected: %s)", size, count);
    checkState(weight == sum, "ghosts weigh %s (expected: %s)", weight, sum);
    checkState(
        weight <= inBetween(limit), "ghosts weigh %s (expected: at most 4 x %s)", weight, limit);
    checkState(
        Arrays.stream(table).filter(entry -> entry != 0).count() == size,
        "the table knows others than the %s ghosts",
        size);
  }

  private static long inBetween(long limit) {
    return Math.min(limit, Long.MAX_VALUE / 4) * 4;
  }

  private void trim(long most) {
    while (weight > most) {
      int position = position(oldest);
      if (weights[position] != 0) {
        forget(hashes[position]); // and moves on
      } else {
        oldest++;
      }
    }
  }

  private void forget(int hash) {
    int slot = find(hash);
    if (table[slot] == 0) {
      return;
    }
    int position = table[slot] - 1;
    weight -= weights[position];
    weights[position] = 0;
    size--;
    leave(slot);
    while (oldest < newest && weights[position(oldest)] == 0) {
      oldest++;
    }
  }

  /** Closes the gaps that taken ghosts left in the ring, and doubles it if they were few. */
  private void makeRoom() {
    int length = size > hashes.length / 2 ? 2 * hashes.length : hashes.length;
    int[] newHashes = new int[length];
    int[] newWeights = new int[length];
    long[] newNoted = new long[notes * length];
    int count = 0;
    for (long i = oldest; i < newest; i++) {
      int position = position(i);
      if (weights[position] != 0) {
        newHashes[count] = hashes[position];
        newWeights[count] = weights[position];
        System.arraycopy(noted, position * notes, newNoted, count * notes, notes);
        count++;
      }
    }
    hashes = newHashes;
    weights = newWeights;
    noted = newNoted;
    oldest = 0;
    newest = count;
    table = new int[2 * length];
    for (int position = 0; position < count; position++) {
      enter(hashes[position], position);
    }
  }

  private void enter(int hash, int position) {
    table[find(hash)] = position + 1;
  }

  /** The slot of the hash, or the free one where it would be. */
  private int find(int hash) {
    int mask = table.length - 1;
    int slot = home(hash);
    while (table[slot] != 0 && hashes[table[slot] - 1] != hash) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Frees a slot and moves back what stood behind it only because it was taken. */
  private void leave(int slot) {
    int mask = table.length - 1;
    int gap = slot;
    int next = (slot + 1) & mask;
    while (table[next] != 0) {
      int home = home(hashes[table[next] - 1]);
      if (((next - home) & mask) >= ((next - gap) & mask)) {
        table[gap] = table[next];
        gap = next;
      }
      next = (next + 1) & mask;
    }
    table[gap] = 0;
  }

  /** The hash's upper bits may be the same for a whole shard, so all of them have a say. */
  private int home(int hash) {
    return (hash * 0x9E3779B9) >>> (Integer.numberOfLeadingZeros(table.length) + 1);
  }

  private int position(long index) {
    return (int) index & (hashes.length - 1);
  }
}
