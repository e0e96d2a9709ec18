package io.cashew.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.group.Consistency;
import io.cashew.group.Freshness;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.group.LoadSettings;
import io.cashew.group.PolicySettings;
import io.cashew.group.SourceSettings;
import io.cashew.internal.v1.MemberRecord;
import io.cashew.ring.Epoch;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RecordCodecsTest {
  private static final NodeId ID = new NodeId("node-1");
  private static final Member MEMBER =
      new Member(ID, HostAndPort.fromParts("10.0.0.1", 7400), "eu-1a", 17, -1, Member.Intent.STAY);

  @Test
  void member_encodedAndDecoded_isEqual() {
    assertThat(MemberCodec.decode(ID, MemberCodec.encode(MEMBER))).isEqualTo(MEMBER);
  }

  @Test
  void member_underAnothersKey_isRefused() {
    ByteString stored = MemberCodec.encode(MEMBER);

    assertThatExceptionOfType(UnreadableRecordException.class)
        .isThrownBy(() -> MemberCodec.decode(new NodeId("node-2"), stored))
        .withMessage("record of member node-2: id: \"node-1\" (expected: the key's)");
  }

  @Test
  void member_withoutWeight_isRefused() {
    ByteString stored =
        MemberRecord.newBuilder().setId("node-1").setAddress("a:1").build().toByteString();

    assertThatExceptionOfType(UnreadableRecordException.class)
        .isThrownBy(() -> MemberCodec.decode(ID, stored))
        .withMessageContaining("weight: 0");
  }

  @Test
  void ack_encodedAndDecoded_isEqual() {
    long epoch = Epoch.of(2, 1234);

    assertThat(AckCodec.decode(ID, AckCodec.encode(epoch))).isEqualTo(epoch);
  }

  @Test
  void proxy_encodedAndDecoded_isEqual() {
    ProxyReport report = new ProxyReport(ImmutableSortedMap.of(ID, -5L, new NodeId("b"), 7L));

    assertThat(ProxyCodec.decode("p1", ProxyCodec.encode("p1", report))).isEqualTo(report);
    assertThat(report.suspects(ID, -5)).isTrue();
    assertThat(report.suspects(ID, -4)).isFalse();
  }

  @Test
  void proxyThatSaysWhereItsAdminServiceListens_encodedAndDecoded_isEqual() {
    ProxyReport report = ProxyReport.ALL_WELL.at(HostAndPort.fromString("[::1]:7480"));

    assertThat(ProxyCodec.decode("p1", ProxyCodec.encode("p1", report))).isEqualTo(report);
  }

  @Test
  void proxy_underAnothersKey_isRefused() {
    ByteString stored = ProxyCodec.encode("p1", ProxyReport.ALL_WELL);

    assertThatExceptionOfType(UnreadableRecordException.class)
        .isThrownBy(() -> ProxyCodec.decode("p2", stored))
        .withMessageContaining("id: \"p1\"");
  }

  @Test
  void coordinator_encodedAndDecoded_isEqual() {
    assertThat(CoordinatorCodec.decode(CoordinatorCodec.encode("proxy-1"))).isEqualTo("proxy-1");
  }

  @Test
  void coordinator_notARecord_isRefused() {
    ByteString garbage = ByteString.copyFromUtf8("proxy-1");

    assertThatExceptionOfType(UnreadableRecordException.class)
        .isThrownBy(() -> CoordinatorCodec.decode(garbage))
        .withMessageStartingWith("coordinator record: ");
  }

  @Test
  void group_encodedAndDecoded_isEqual() {
    GroupSettings settings =
        new GroupSettings(
            1 << 20,
            1 << 10,
            PolicySettings.parse("lru-k:k=3"),
            512,
            new Freshness(
                Duration.ZERO,
                0,
                Duration.ofMillis(1500),
                Duration.ofSeconds(30),
                Duration.ofHours(1),
                20,
                Duration.ofSeconds(3)),
            new LoadSettings(Duration.ofMillis(250), 3, 0, 1, 0),
            Consistency.AVAILABLE,
            Optional.of(
                new SourceSettings(
                    "main",
                    "select v from t where k = :key",
                    "select k as cashew_key, v from t where k in (:keys)",
                    25)));
    GroupSpec group = new GroupSpec("users", settings);

    assertThat(GroupCodec.decode("users", GroupCodec.encode(group))).isEqualTo(group);
  }

  @Test
  void group_withoutSource_staysWithout() {
    GroupSpec group = new GroupSpec("users", GroupSettings.defaults());

    assertThat(GroupCodec.decode("users", GroupCodec.encode(group))).isEqualTo(group);
  }

  @Test
  void group_settingThatMustNotBeZeroUnset_hasItsDefault() {
    GroupSettings settings =
        GroupCodec.settings(
            io.cashew.v1.GroupSettings.newBuilder().setMemoryBytes(1 << 20).build());

    GroupSettings defaults = GroupSettings.defaults();
    assertThat(settings)
        .isEqualTo(
            new GroupSettings(
                1 << 20,
                0,
                PolicySettings.DEFAULT,
                defaults.maxValueBytes(),
                new Freshness(
                    Duration.ZERO,
                    Freshness.DEFAULT.ttlJitterPercent(),
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    0,
                    Duration.ZERO),
                defaults.loads(),
                Consistency.AVAILABLE,
                Optional.empty()));
  }

  @Test
  void group_policyThatThereIsNot_isRefusedWithThoseThereAre() {
    ByteString unknown =
        io.cashew.v1.GroupSettings.newBuilder().setPolicy("arc").build().toByteString();

    assertThatExceptionOfType(UnreadableRecordException.class)
        .isThrownBy(() -> GroupCodec.decode("users", unknown))
        .withMessageContaining("settings of group users: no policy is named \"arc\"")
        .withMessageContaining("slru, slru-plain, lru, fifo, lfu, lru-k, 2q, s3fifo, sieve, gdsf");
  }

  @Test
  void group_reservingMoreThanItsMemory_isRefused() {
    ByteString greedy =
        io.cashew.v1.GroupSettings.newBuilder()
            .setMemoryBytes(1 << 20)
            .setReservedBytes((1 << 20) + 1)
            .build()
            .toByteString();

    assertThatExceptionOfType(UnreadableRecordException.class)
        .isThrownBy(() -> GroupCodec.decode("users", greedy))
        .withMessageContaining("reserved: 1048577 bytes (expected: 0 to 1048576,");
  }

  @Test
  void group_settingOutOfRangeOrBadName_isRefused() {
    ByteString tiny =
        io.cashew.v1.GroupSettings.newBuilder().setMemoryBytes(1).build().toByteString();

    assertThatExceptionOfType(UnreadableRecordException.class)
        .isThrownBy(() -> GroupCodec.decode("users", tiny))
        .withMessageContaining("memory: 1 bytes");
    assertThatExceptionOfType(UnreadableRecordException.class)
        .isThrownBy(() -> GroupCodec.decode("Users", ByteString.EMPTY))
        .withMessageContaining("group name \"Users\"");
  }
}
