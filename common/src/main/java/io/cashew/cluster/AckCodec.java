package io.cashew.cluster;

import com.google.protobuf.ByteString;
import io.cashew.internal.v1.AckRecord;
import io.cashew.ring.NodeId;

/** The epoch a node has applied, as it stands in the cluster store (rule R3). */
public final class AckCodec {
  private AckCodec() {}

  public static ByteString encode(long epoch) {
    return AckRecord.newBuilder().setEpoch(epoch).build().toByteString();
  }

  /**
   * The epoch that stands under a node's id; 0 if it has applied no ring yet.
   *
   * @throws UnreadableRecordException if it is malformed
   */
  public static long decode(NodeId id, ByteString stored) {
    return Records.decode(
        "acknowledgement of node " + id, stored, AckRecord.parser(), AckRecord::getEpoch);
  }
}
