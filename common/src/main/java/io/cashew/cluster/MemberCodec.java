package io.cashew.cluster;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.internal.v1.MemberRecord;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;

/** A member as it stands in the cluster store. */
public final class MemberCodec {
  private MemberCodec() {}

  public static ByteString encode(Member member) {
    return MemberRecord.newBuilder()
        .setId(member.id().value())
        .setAddress(member.address().toString())
        .setZone(member.zone())
        .setWeight(member.weight())
        .setInstance(member.instance())
        .setLeaving(member.intent() == Member.Intent.LEAVE)
        .build()
        .toByteString();
  }

  /**
   * The member that stands under an id.
   *
   * @throws UnreadableRecordException if it is malformed or another's
   */
  public static Member decode(NodeId id, ByteString stored) {
    return Records.decode(
        "record of member " + id, stored, MemberRecord.parser(), record -> member(id, record));
  }

  private static Member member(NodeId id, MemberRecord record) {
    checkArgument(
        record.getId().equals(id.value()), "id: \"%s\" (expected: the key's)", record.getId());
    return new Member(
        id,
        HostAndPort.fromString(record.getAddress()),
        record.getZone(),
        record.getWeight(),
        record.getInstance(),
        record.getLeaving() ? Member.Intent.LEAVE : Member.Intent.STAY);
  }
}
