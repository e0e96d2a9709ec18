package io.cashew.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.protobuf.ByteString;
import io.cashew.group.Flushes;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Rings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MapFeedTest {
  private static final ClusterKeys KEYS = new ClusterKeys("test");
  private static final Member A = Rings.member("a");
  private static final Member B = Rings.member("b");

  private final LogTap log = new LogTap(MapFeed.class);
  private final ScriptedStore store = new ScriptedStore();
  private final List<ImmutableSortedMap<NodeId, Member>> heard = new ArrayList<>();

  @AfterEach
  void closeLog() {
    log.close();
  }

  @Test
  void members_eachChange_isHeardWholeAndInOrder() {
    MapFeed.members(store, KEYS, heard::add);

    store.tell(KEYS.members(), Map.of());
    store.tell(KEYS.members(), Map.of(KEYS.member("a"), stored(A, 1)));
    store.tell(
        KEYS.members(), Map.of(KEYS.member("a"), stored(A, 1), KEYS.member("b"), stored(B, 2)));

    assertThat(heard)
        .containsExactly(
            ImmutableSortedMap.of(),
            ImmutableSortedMap.of(A.id(), A),
            ImmutableSortedMap.of(A.id(), A, B.id(), B));
  }

  @Test
  void members_recordOrNameUnreadable_areLeftOutAndLogged() {
    MapFeed.members(store, KEYS, heard::add);

    store.tell(
        KEYS.members(),
        Map.of(
            KEYS.member("a"), new Versioned(ByteString.copyFromUtf8("?"), 1),
            KEYS.member("b"), stored(B, 2),
            KEYS.member("b/c"), stored(B, 3)));

    assertThat(heard).containsExactly(ImmutableSortedMap.of(B.id(), B));
    assertThat(log.at(Level.WARN))
        .containsExactly(
            "/cashew/test/members/a of revision 1 is left out",
            "/cashew/test/members/b/c of revision 3 is left out");
  }

  @Test
  void members_unreadableRecordToldAgain_isLoggedOncePerRevision() {
    MapFeed.members(store, KEYS, heard::add);
    ByteString unreadable = ByteString.copyFromUtf8("?");

    store.tell(KEYS.members(), Map.of(KEYS.member("a"), new Versioned(unreadable, 1)));
    store.tell(KEYS.members(), Map.of(KEYS.member("a"), new Versioned(unreadable, 1)));
    store.tell(KEYS.members(), Map.of(KEYS.member("a"), new Versioned(unreadable, 2)));

    assertThat(heard).hasSize(3);
    assertThat(log.at(Level.WARN)).hasSize(2);
  }

  @Test
  void groups_record_isHeardUnderItsName() {
    List<ImmutableSortedMap<String, GroupSpec>> groups = new ArrayList<>();
    GroupSpec users = new GroupSpec("users", GroupSettings.defaults());
    MapFeed.groups(store, KEYS, groups::add);

    store.tell(
        KEYS.groups(), Map.of(KEYS.group("users"), new Versioned(GroupCodec.encode(users), 1)));

    assertThat(groups).containsExactly(ImmutableSortedMap.of("users", users));
  }

  @Test
  void groups_recordThatCannotBeRead_leavesTheLastThatCould() {
    List<ImmutableSortedMap<String, GroupSpec>> groups = new ArrayList<>();
    List<ImmutableSortedSet<String>> faults = new ArrayList<>();
    GroupSpec users = new GroupSpec("users", GroupSettings.defaults());
    Versioned unreadable = new Versioned(ByteString.copyFromUtf8("?"), 2);
    MapFeed.groups(store, KEYS, faults::add, groups::add);

    store.tell(
        KEYS.groups(), Map.of(KEYS.group("users"), new Versioned(GroupCodec.encode(users), 1)));
    store.tell(
        KEYS.groups(), Map.of(KEYS.group("users"), unreadable, KEYS.group("new"), unreadable));
    store.tell(KEYS.groups(), Map.of());

    assertThat(groups)
        .containsExactly(
            ImmutableSortedMap.of("users", users),
            ImmutableSortedMap.of("users", users),
            ImmutableSortedMap.of());
    assertThat(faults)
        .containsExactly(
            ImmutableSortedSet.of(),
            ImmutableSortedSet.of(KEYS.group("new"), KEYS.group("users")),
            ImmutableSortedSet.of());
    assertThat(log.at(Level.WARN)).hasSize(2);
  }

  @Test
  void groups_thatWereDropped_areNone() {
    List<ImmutableSortedMap<String, GroupSpec>> groups = new ArrayList<>();
    MapFeed.groups(store, KEYS, groups::add);

    store.tell(KEYS.groups(), Map.of(KEYS.group("users"), new Versioned(GroupCodec.dropped(), 1)));

    assertThat(groups).containsExactly(ImmutableSortedMap.of());
    assertThat(log.at(Level.WARN)).isEmpty();
  }

  @Test
  void flushes_record_isHeardUnderItsGroup() {
    List<ImmutableSortedMap<String, Flushes>> heard = new ArrayList<>();
    Flushes flushes = Flushes.NONE.plus(ByteString.EMPTY).plus(ByteString.copyFromUtf8("a"));
    MapFeed.flushes(store, KEYS, heard::add);

    store.tell(
        KEYS.flushes(), Map.of(KEYS.flush("users"), new Versioned(FlushCodec.encode(flushes), 1)));

    assertThat(heard).containsExactly(ImmutableSortedMap.of("users", flushes));
  }

  @Test
  void acks_record_isHeardUnderItsNode() {
    List<ImmutableSortedMap<NodeId, Long>> acks = new ArrayList<>();
    MapFeed.acks(store, KEYS, acks::add);

    store.tell(KEYS.acks(), Map.of(KEYS.ack("a"), new Versioned(AckCodec.encode(42), 1)));

    assertThat(acks).containsExactly(ImmutableSortedMap.of(new NodeId("a"), 42L));
  }

  @Test
  void close_openFeed_endsTheWatch() {
    MapFeed<NodeId, Member> feed = MapFeed.members(store, KEYS, heard::add);
    assertThat(store.isWatched(KEYS.members())).isTrue();

    feed.close();

    assertThat(store.isWatched(KEYS.members())).isFalse();
  }

  private static Versioned stored(Member member, long revision) {
    return new Versioned(MemberCodec.encode(member), revision);
  }
}
