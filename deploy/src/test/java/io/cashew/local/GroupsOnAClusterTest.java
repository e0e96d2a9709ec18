package io.cashew.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.cashew.client.AdminClient;
import io.cashew.client.Answer;
import io.cashew.client.CashewClient;
import io.cashew.client.ClientConfig;
import io.cashew.config.CashewConfig;
import io.cashew.config.Flag;
import io.cashew.config.Settings;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.ChangeGroupReply;
import io.cashew.v1.ChangeGroupRequest;
import io.cashew.v1.FlushGroupReply;
import io.cashew.v1.Group;
import io.cashew.v1.GroupSettings;
import io.cashew.v1.SourceSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people do with groups, on a cluster of three nodes. */
@Timeout(60)
final class GroupsOnAClusterTest {
  private static LocalCluster cluster;
  private static AdminClient admin;
  private static CashewClient client;

  @BeforeAll
  static void start() {
    CashewConfig config =
        CashewConfig.from(
            Settings.read(
                Optional.empty(),
                List.of(
                    new Flag("--port", "proxy.listen", "127.0.0.1:0"),
                    new Flag("--admin", "proxy.admin", "127.0.0.1:0")),
                Map.of()));
    cluster = LocalCluster.start(new LocalConfig(3, Path.of("."), config));
    admin = AdminClient.connect(cluster.adminAddress(), Duration.ofSeconds(10));
    client = CashewClient.connect(ClientConfig.of(cluster.address()));
  }

  @AfterAll
  static void stop() {
    client.close();
    admin.close();
    cluster.close();
  }

  @Test
  void create_isServedByAllNodesWhenItIsAnswered() {
    ChangeGroupReply created = create("created");

    assertThat(created.getAppliedList()).containsExactly("node1", "node2", "node3");
    assertThat(created.getPendingList()).isEmpty();
    assertThat(created.hasBefore()).isFalse();
    set("created", "k");
    assertThat(has("created", "k")).isTrue();
  }

  @Test
  void create_nameThatIsTaken_isRefused() {
    create("twice");

    assertReason(admin.createGroup(group("twice").build()), Reason.GROUP_EXISTS, "\"twice\"");
  }

  @Test
  void create_settingsOutOfRange_tellsAllThatIsWrongAndMakesNothing() {
    Group bad =
        Group.newBuilder()
            .setName("bad")
            .setSettings(
                GroupSettings.newBuilder()
                    .setMemoryBytes(1)
                    .setPolicy("lru-k:k=99")
                    .setRefreshAheadPercent(95)
                    .setLoadConcurrency(1_000_000))
            .build();

    assertReason(
        admin.createGroup(bad),
        Reason.GROUP_SETTINGS,
        "memory: 1 bytes",
        "policy lru-k: k is 99",
        "refresh-ahead: 95%",
        "load-concurrency: 1000000");
    assertReason(admin.group("bad"), Reason.GROUP_UNKNOWN, "\"bad\"");
  }

  @Test
  void create_sourceThatNoNodeHas_isRefusedInTheNodesWords() {
    Group bad = group("sourceless").build();
    bad =
        bad.toBuilder()
            .setSettings(
                bad.getSettings().toBuilder()
                    .setSource(SourceSettings.newBuilder().setConnection("nowhere").setQuery("q")))
            .build();

    assertReason(
        admin.createGroup(bad),
        Reason.GROUP_SETTINGS,
        "node1, node2, node3: this node has no source \"nowhere\"");
    assertReason(admin.group("sourceless"), Reason.GROUP_UNKNOWN);
  }

  @Test
  void change_onlyWhatIsNamed_keepsEntriesAndTheOtherSettings() {
    create("changing");
    set("changing", "k");

    ChangeGroupReply changed =
        admin
            .changeGroup(
                ChangeGroupRequest.newBuilder()
                    .setName("changing")
                    .setSettings(GroupSettings.newBuilder().setNegativeTtlMs(7))
                    .addFields("negative_ttl_ms")
                    .build())
            .join();

    assertThat(changed.getBefore().getNegativeTtlMs()).isZero();
    assertThat(changed.getAfter())
        .isEqualTo(changed.getBefore().toBuilder().setNegativeTtlMs(7).build());
    assertThat(changed.getPendingList()).isEmpty();
    assertThat(has("changing", "k")).isTrue();
  }

  @Test
  void changesAtOnce_loseNone() {
    create("busy");
    CompletableFuture<?> one = changeTo("busy", "ttl_ms", GroupSettings.newBuilder().setTtlMs(5));
    CompletableFuture<?> two =
        changeTo("busy", "hold_off_ms", GroupSettings.newBuilder().setHoldOffMs(6));
    CompletableFuture.allOf(one, two).join();

    GroupSettings settings = admin.group("busy").join().getSettings();
    assertThat(settings.getTtlMs()).isEqualTo(5);
    assertThat(settings.getHoldOffMs()).isEqualTo(6);
  }

  @Test
  void drop_thenEveryGetSaysSo_andTheSameNameAgainStartsEmpty() {
    create("dropped");
    set("dropped", "k");

    ChangeGroupReply dropped = admin.dropGroup("dropped").join();
    Throwable after = catchThrowable(() -> has("dropped", "k"));
    create("dropped");

    assertThat(dropped.getPendingList()).isEmpty();
    assertThat(dropped.hasAfter()).isFalse();
    assertThat(reason(after)).isEqualTo(Reason.GROUP_UNKNOWN);
    assertThat(has("dropped", "k")).isFalse();
    assertReason(admin.dropGroup("never"), Reason.GROUP_UNKNOWN);
  }

  @Test
  void flush_everythingOrByPrefix_isSeenByTheNextGet() {
    create("flushed");
    for (int i = 0; i < 100; i++) {
      set("flushed", "a:" + i);
      set("flushed", "b:" + i);
    }

    FlushGroupReply prefix = admin.flushGroup("flushed", ByteString.copyFromUtf8("a:")).join();
    for (int i = 0; i < 100; i++) {
      assertThat(has("flushed", "a:" + i)).isFalse();
      assertThat(has("flushed", "b:" + i)).isTrue();
    }
    FlushGroupReply all = admin.flushGroup("flushed", ByteString.EMPTY).join();
    for (int i = 0; i < 100; i++) {
      assertThat(has("flushed", "b:" + i)).isFalse();
    }

    assertThat(prefix.getNodesList()).containsExactly("node1", "node2", "node3");
    assertThat(all.getGeneration()).isEqualTo(prefix.getGeneration() + 1);
    assertReason(admin.flushGroup("never", ByteString.EMPTY), Reason.GROUP_UNKNOWN);
  }

  private static Group.Builder group(String name) {
    return Group.newBuilder()
        .setName(name)
        .setSettings(GroupSettings.newBuilder().setMemoryBytes(1 << 20).setTtlMs(600_000));
  }

  private static ChangeGroupReply create(String name) {
    return admin.createGroup(group(name).build()).join();
  }

  private static CompletableFuture<ChangeGroupReply> changeTo(
      String name, String field, GroupSettings.Builder settings) {
    return admin.changeGroup(
        ChangeGroupRequest.newBuilder()
            .setName(name)
            .setSettings(settings)
            .addFields(field)
            .build());
  }

  private static void set(String group, String key) {
    long version = client.set(group, key, "v").join();
    assertThat(version).isPositive();
  }

  private static boolean has(String group, String key) {
    return client.get(group, key).join() instanceof Answer.Found;
  }

  private static void assertReason(CompletableFuture<?> call, Reason reason, String... words) {
    assertThatThrownBy(call::join)
        .satisfies(
            failure -> {
              assertThat(reason(failure)).isEqualTo(reason);
              for (String word : words) {
                assertThat(failure.getCause()).hasMessageContaining(word);
              }
            });
  }

  private static Reason reason(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return ((CashewException) cause).reason();
  }
}
