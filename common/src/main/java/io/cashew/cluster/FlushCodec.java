package io.cashew.cluster;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import io.cashew.group.Flushes;
import io.cashew.internal.v1.FlushRecord;
import io.cashew.internal.v1.FlushedPrefix;

/** A group's flushes, as they stand in the cluster store and as nodes are told of them. */
public final class FlushCodec {
  private FlushCodec() {}

  public static ByteString encode(Flushes flushes) {
    return message(flushes).toByteString();
  }

  /**
   * The flushes that stand under a group's name.
   *
   * @throws UnreadableRecordException if they are malformed
   */
  public static Flushes decode(String group, ByteString stored) {
    return Records.decode(
        "flushes of group " + group, stored, FlushRecord.parser(), FlushCodec::flushes);
  }

  /** The flushes as a message. */
  public static FlushRecord message(Flushes flushes) {
    FlushRecord.Builder message =
        FlushRecord.newBuilder().setGeneration(flushes.generation()).setWhole(flushes.whole());
    for (Flushes.Prefix prefix : flushes.prefixes()) {
      message.addPrefixes(
          FlushedPrefix.newBuilder().setPrefix(prefix.prefix()).setGeneration(prefix.generation()));
    }
    return message.build();
  }

  /**
   * The flushes a message stands for.
   *
   * @throws IllegalArgumentException if it stands for none
   */
  public static Flushes flushes(FlushRecord message) {
    ImmutableList.Builder<Flushes.Prefix> prefixes = ImmutableList.builder();
    for (FlushedPrefix prefix : message.getPrefixesList()) {
      prefixes.add(new Flushes.Prefix(prefix.getPrefix(), prefix.getGeneration()));
    }
    return new Flushes(message.getGeneration(), message.getWhole(), prefixes.build());
  }
}
