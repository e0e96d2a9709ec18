package io.cashew.proxy.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.FlushCodec;
import io.cashew.cluster.GroupCodec;
import io.cashew.cluster.InMemoryClusterStore;
import io.cashew.cluster.MemberCodec;
import io.cashew.cluster.RingCodec;
import io.cashew.group.Freshness;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.proxy.fake.FaultyStore;
import io.cashew.ring.Rings;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class GroupWishesTest {
  private static final ClusterKeys KEYS = new ClusterKeys("test");
  private static final GroupSettings SETTINGS = GroupSettings.defaults();
  private static final GroupSettings OTHERS =
      SETTINGS.as(Freshness.exactly(Duration.ofSeconds(1), Duration.ofSeconds(2)));
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final FakeTime time = new FakeTime();
  private final InMemoryClusterStore memory = InMemoryClusterStore.on(time);
  private final FaultyStore store = new FaultyStore(memory);
  private final FakeNodes nodes = new FakeNodes();
  private final Flushing flushing = new Flushing(store, KEYS, nodes, time, time);
  private final GroupWishes wishes = new GroupWishes(store, KEYS, nodes, flushing, time, time);

  @BeforeEach
  void fillStore() {
    put(KEYS.ring(), RingCodec.encode(Rings.ring(64, "a", "b").draft()));
    put(KEYS.member("a"), MemberCodec.encode(Rings.member("a")));
    put(KEYS.member("b"), MemberCodec.encode(Rings.member("b")));
  }

  @Test
  void create_waitsForTheNodesAndNamesThoseThatAreLate() {
    nodes.groups.put(host("a"), SETTINGS);
    CompletableFuture<GroupChange> create = wishes.create(spec("g"), PATIENCE);
    time.advance(Application.PATIENCE.minusMillis(1));
    assertThat(create).isNotDone();

    time.advance(Duration.ofMillis(100));

    assertThat(create.join().applied()).extracting(Object::toString).containsExactly("a");
    assertThat(create.join().pending()).extracting(Object::toString).containsExactly("b");
    assertThat(create.join().before()).isEmpty();
    assertThat(create.join().after()).contains(SETTINGS);
  }

  @Test
  void create_nodeThatSaysNo_isRefusedInItsWordsAndPutsNothing() {
    nodes.refusals.put(host("b"), "no such source");
    CompletableFuture<GroupChange> create = wishes.create(spec("g"), PATIENCE);
    time.advance(Duration.ZERO);

    assertReason(create, Reason.GROUP_SETTINGS, "b: no such source");
    assertThat(store.writes()).isZero();
  }

  @Test
  void create_nodeThatIsSilent_isAWarning() {
    nodes.silent.add(host("b"));
    nodes.groups.put(host("a"), SETTINGS);
    CompletableFuture<GroupChange> create = wishes.create(spec("g"), PATIENCE);
    time.advance(Application.PATIENCE.plusMillis(100));

    assertThat(create.join().warnings())
        .containsExactly("node b did not say whether it can have group g");
  }

  @Test
  void create_nameThatIsTaken_isRefused() {
    put(KEYS.group("g"), GroupCodec.encode(spec("g")));
    CompletableFuture<GroupChange> create = wishes.create(spec("g"), PATIENCE);
    time.advance(Duration.ZERO);

    assertReason(create, Reason.GROUP_EXISTS, "\"g\"");
  }

  @Test
  void create_takenMeanwhile_isRefused() {
    store.beforeNextWrite(() -> put(KEYS.group("g"), GroupCodec.encode(spec("g"))));
    CompletableFuture<GroupChange> create = wishes.create(spec("g"), PATIENCE);
    time.advance(Duration.ZERO);

    assertReason(create, Reason.GROUP_EXISTS, "\"g\"");
  }

  @Test
  void create_whereOneWasDropped_flushesWhatNodesMayHaveFirst() {
    put(KEYS.group("g"), GroupCodec.dropped());
    nodes.silent.add(host("b")); // it may still have the old one
    CompletableFuture<GroupChange> create = wishes.create(spec("g"), PATIENCE);
    time.advance(Duration.ofSeconds(1));
    assertThat(GroupCodec.isDropped(stored("g"))).isTrue();

    nodes.silent.clear();
    nodes.groups.put(host("a"), SETTINGS);
    nodes.groups.put(host("b"), SETTINGS);
    time.advance(Duration.ofMillis(100));

    assertThat(create.join().pending()).isEmpty();
    assertThat(nodes.flushed.keySet()).containsExactlyInAnyOrder(host("a"), host("b"));
    assertThat(FlushCodec.decode("g", read(KEYS.flush("g"))).generation()).isEqualTo(1);
  }

  @Test
  void change_isMadeOfWhatStandsThereWhenItIsPut() {
    put(KEYS.group("g"), GroupCodec.encode(spec("g")));
    GroupSettings theirs = SETTINGS.as(Freshness.exactly(Duration.ofHours(1), Duration.ZERO));
    store.beforeNextWrite(
        () -> {
          CompletableFuture<?> unused =
              memory.compareAndPut(
                  KEYS.group("g"), 4, GroupCodec.encode(new GroupSpec("g", theirs)));
        });
    CompletableFuture<GroupChange> change =
        wishes.change(
            "g",
            before -> before.equals(theirs) ? OTHERS : SETTINGS.as(OTHERS.freshness()),
            PATIENCE);
    time.advance(Application.PATIENCE.plusMillis(100));

    assertThat(change.join().before()).contains(theirs);
    assertThat(GroupCodec.decode("g", stored("g")).settings()).isEqualTo(OTHERS);
  }

  @Test
  void change_thatIsRefused_changesNothing() {
    put(KEYS.group("g"), GroupCodec.encode(spec("g")));
    nodes.refusals.put(host("a"), "no");
    CompletableFuture<GroupChange> change = wishes.change("g", before -> OTHERS, PATIENCE);
    time.advance(Duration.ZERO);

    assertReason(change, Reason.GROUP_SETTINGS, "a: no");
    assertThat(GroupCodec.decode("g", stored("g")).settings()).isEqualTo(SETTINGS);
  }

  @Test
  void drop_leavesAMarkAndWaitsUntilNoNodeHasIt() {
    put(KEYS.group("g"), GroupCodec.encode(spec("g")));
    nodes.groups.put(host("a"), SETTINGS);
    CompletableFuture<GroupChange> drop = wishes.drop("g", PATIENCE);
    time.advance(Duration.ofSeconds(1));
    assertThat(drop).isNotDone();

    nodes.groups.clear();
    time.advance(Duration.ofMillis(100));

    assertThat(drop.join().pending()).isEmpty();
    assertThat(drop.join().after()).isEmpty();
    assertThat(GroupCodec.isDropped(stored("g"))).isTrue();
    CompletableFuture<GroupChange> again = wishes.drop("g", PATIENCE);
    time.advance(Duration.ZERO);
    assertReason(again, Reason.GROUP_UNKNOWN, "\"g\"");
  }

  @Test
  void drop_ofARecordThatNobodyCanRead_helps() {
    put(KEYS.group("g"), ByteString.copyFromUtf8("?"));
    CompletableFuture<GroupChange> drop = wishes.drop("g", PATIENCE);
    time.advance(Duration.ZERO);

    assertThat(drop).isCompleted();
    assertThat(GroupCodec.isDropped(stored("g"))).isTrue();
  }

  private static GroupSpec spec(String name) {
    return new GroupSpec(name, SETTINGS);
  }

  private ByteString stored(String group) {
    return read(KEYS.group(group));
  }

  private ByteString read(String key) {
    CompletableFuture<ByteString> read =
        memory.read(key).thenApply(found -> found.orElseThrow().value());
    time.advance(Duration.ZERO);
    return read.join();
  }

  private void put(String key, ByteString value) {
    CompletableFuture<?> unused = memory.compareAndPut(key, 0, value);
    time.advance(Duration.ZERO);
  }

  private static void assertReason(CompletableFuture<?> call, Reason reason, String words) {
    assertThatThrownBy(call::join)
        .cause()
        .isInstanceOfSatisfying(
            CashewException.class, failure -> assertThat(failure.reason()).isEqualTo(reason))
        .hasMessageContaining(words);
  }

  private static String host(String id) {
    return Rings.member(id).address().getHost();
  }
}
