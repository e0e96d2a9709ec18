package io.cashew.node.load;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.protobuf.ByteString;

/**
 * A key that is asked for, and under which term.
 *
 * @param hash 64 bits over group and key
 * @param partition the key's
 * @param since the term
 * @param tag the epoch under which the request began (rule R5)
 */
public record Wanted(ByteString key, long hash, int partition, long since, long tag) {
  public Wanted {
    checkNotNull(key, "key");
  }
}
