package io.cashew.cluster;

import static io.cashew.ring.Rings.member;
import static io.cashew.ring.Rings.members;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cashew.hash.HashSpec;
import io.cashew.internal.v1.RingRecord;
import io.cashew.ring.Epoch;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingDraft;
import io.cashew.ring.RingPlan;
import io.cashew.ring.Rings;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class RingCodecTest {
  @Test
  void decode_encodedDraft_isThatDraftAtTheRevisionThatCarriedIt() {
    Ring ring = Rings.next(Rings.ring(64, "a", "b", "c"), List.of(member("b", 3), member("d")));
    RingDraft draft =
        RingPlan.next(ring, List.of(member("b"), member("e")), "proxy-1", "d failed", 1234)
            .orElseThrow();

    Ring decoded = RingCodec.decode(new Versioned(RingCodec.encode(draft), 99));

    assertThat(decoded.draft()).isEqualTo(draft);
    assertThat(decoded.epoch()).isEqualTo(Epoch.of(0, 99));
    assertThat(decoded.digest()).isEqualTo(draft.at(99).digest());
  }

  @Test
  void decode_carriedPartition_isOwnedSinceTheRevision() {
    RingDraft draft = Rings.ring(64, "a").draft();

    Ring decoded = RingCodec.decode(new Versioned(RingCodec.encode(draft), 99));

    assertThat(decoded.ownerOf(63).since()).isEqualTo(Epoch.of(0, 99));
  }

  @Test
  void decode_addressOfIpv6_isKept() {
    Member member =
        new Member(
            new NodeId("a"),
            HostAndPort.fromString("[2001:db8::1]:7400"),
            "",
            1,
            1,
            Member.Intent.STAY);
    RingDraft draft = RingPlan.first(HashSpec.of(2, 0), List.of(member), "", "", 0);

    Ring decoded = RingCodec.decode(new Versioned(RingCodec.encode(draft), 1));

    assertThat(decoded.nodes().get(0).address()).isEqualTo(member.address());
  }

  @Test
  void encode_thousandPartitions_isSmallForTheStore() {
    Ring ring = Rings.next(Rings.ring(1024, members(10)), members(20));

    assertThat(RingCodec.encode(ring.draft()).size()).isLessThan(32 << 10);
  }

  @Test
  void decode_notARecord_saysWhichRevision() {
    Versioned garbage = new Versioned(ByteString.copyFromUtf8("not a ring"), 7);

    assertThatExceptionOfType(UnreadableRecordException.class)
        .isThrownBy(() -> RingCodec.decode(garbage))
        .withMessageStartingWith("ring record of revision 7: ")
        .withCauseInstanceOf(InvalidProtocolBufferException.class);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("impossibleRecords")
  void decode_impossibleRecord_saysWhatIsWrong(String expected, Consumer<RingRecord.Builder> spoil)
      throws InvalidProtocolBufferException {
    Ring ring = Rings.next(Rings.ring(4, "a", "b", "c"), List.of(member("a"), member("b")));
    RingRecord.Builder record = RingRecord.newBuilder().mergeFrom(RingCodec.encode(ring.draft()));

    spoil.accept(record);

    assertThatExceptionOfType(UnreadableRecordException.class)
        .isThrownBy(() -> RingCodec.decode(new Versioned(record.build().toByteString(), 2)))
        .withMessageContaining(expected);
  }

  static Stream<Arguments> impossibleRecords() {
    return Stream.of(
        spoilt("hash id: empty", RingRecord.Builder::clear),
        spoilt("hash: \"md5\"", record -> record.getHashBuilder().setId("md5")),
        spoilt("hash: the record says", record -> record.getHashBuilder().setSeed(5)),
        spoilt("partitions: 3 ", record -> record.getHashBuilder().setPartitions(3)),
        spoilt("hash vectors: none", record -> record.getHashBuilder().clearVectors()),
        spoilt("placements: 3 (expected: 4", record -> record.removePlacements(0)),
        spoilt("incarnation: 40000", record -> record.setIncarnation(40_000)),
        spoilt("node id: \"\"", record -> record.getNodesBuilder(0).setId("")),
        spoilt("listed twice", record -> record.getNodesBuilder(0).setId("b")),
        spoilt("weight: 0", record -> record.getNodesBuilder(0).setWeight(0)),
        spoilt("address: a ", record -> record.getNodesBuilder(0).setAddress("a")),
        spoilt("state 0", record -> record.getNodesBuilder(0).clearState()),
        spoilt("state 9", record -> record.getNodesBuilder(0).setStateValue(9)),
        spoilt("owned by c", record -> record.getPlacementsBuilder(0).setOwner(2)),
        spoilt("node place: 3", record -> record.getPlacementsBuilder(0).setOwner(3)),
        spoilt("node place: 4294967295", record -> record.getPlacementsBuilder(0).setOwner(-1)),
        spoilt("since: 0.3 ", record -> record.getPlacementsBuilder(0).setSince(3)),
        spoilt(
            "previous since: 0.2",
            record ->
                record
                    .getPlacementsBuilder(0)
                    .setOwner(0)
                    .setSince(2)
                    .setPreviousOwner(2)
                    .setPreviousSince(2)),
        spoilt(
            "changes: 17",
            record -> {
              for (int i = 0; i < 15; i++) {
                record.addChangesBuilder();
              }
            }));
  }

  private static Arguments spoilt(String expected, Consumer<RingRecord.Builder> spoil) {
    return Arguments.of(expected, spoil);
  }
}
