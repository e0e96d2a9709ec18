package io.cashew.cluster;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;

/**
 * All keys with some prefix, at one revision of the store.
 *
 * @param revision the store's, not that of any key
 * @param entries by full key
 */
public record Snapshot(long revision, ImmutableSortedMap<String, Versioned> entries) {
  public Snapshot {
    checkArgument(revision >= 0, "revision: %s (expected: >= 0)", revision);
  }
}
