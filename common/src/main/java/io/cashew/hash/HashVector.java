package io.cashew.hash;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.io.BaseEncoding;
import com.google.protobuf.ByteString;

/** A key, and what the hash makes of it on every process that is sound. */
public record HashVector(String group, ByteString key, long hash, int partition) {
  public HashVector {
    checkNotNull(group, "group");
    checkNotNull(key, "key");
  }

  @Override
  public String toString() {
    String bytes = BaseEncoding.base16().lowerCase().encode(key.toByteArray());
    return "group %s, key 0x%s: hash %016x, partition %d".formatted(group, bytes, hash, partition);
  }
}
