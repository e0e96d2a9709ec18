package io.cashew.cluster;

import com.google.protobuf.ByteString;
import io.cashew.internal.v1.CoordinatorRecord;

/** Which proxy plans ring changes, as it stands in the cluster store. */
public final class CoordinatorCodec {
  private CoordinatorCodec() {}

  public static ByteString encode(String proxy) {
    return CoordinatorRecord.newBuilder().setProxy(proxy).build().toByteString();
  }

  /**
   * The coordinating proxy's id.
   *
   * @throws UnreadableRecordException if it is malformed
   */
  public static String decode(ByteString stored) {
    return Records.decode(
        "coordinator record", stored, CoordinatorRecord.parser(), CoordinatorRecord::getProxy);
  }
}
