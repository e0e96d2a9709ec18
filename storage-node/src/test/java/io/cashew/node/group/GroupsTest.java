package io.cashew.node.group;

import static io.cashew.node.group.TestNode.GROUP;
import static io.cashew.node.group.TestNode.PATIENCE;
import static io.cashew.node.group.TestNode.SINCE_FIRST_RING;
import static io.cashew.node.group.TestNode.byName;
import static io.cashew.node.group.TestNode.bytes;
import static io.cashew.node.group.TestNode.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.group.PolicySettings;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.ScriptedSource;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Reply;
import io.cashew.status.Reason;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class GroupsTest {
  private static final GroupSpec SPEC = new GroupSpec(GROUP, settings(s -> s));
  private static final GroupSpec SHORT_LIVED =
      new GroupSpec(GROUP, settings(s -> s.ttl(Duration.ofSeconds(1))));
  private static final GroupSpec OTHER = new GroupSpec("orders", settings(s -> s));

  private final FakeTime time = new FakeTime();
  private final ScriptedSource source = new ScriptedSource();
  private final TestNode node = TestNode.owner(source, time, time);

  @Test
  void apply_ofAnotherGroup_keepsWhatIsInTheFirst() {
    node.set("k", "v");

    node.groups.apply(byName(SPEC, OTHER));

    assertThat(node.get("k").text()).isEqualTo("v HIT");
    assertThat(source.isClosed()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("changes")
  void apply_ofSettingsOtherThanTheSource_keepsTheEntries(GroupSettings changed) {
    node.set("k", "v");

    node.groups.apply(byName(new GroupSpec(GROUP, changed)));

    assertThat(node.get("k").text()).isEqualTo("v HIT");
  }

  @ParameterizedTest
  @MethodSource("changes")
  void apply_ofSettingsWhileAKeyIsLoaded_answersWhoWaitsAndKeepsNothing(GroupSettings changed) {
    Answer before = node.get("k");

    node.groups.apply(byName(new GroupSpec(GROUP, changed)));
    source.last().complete(value("old"));

    assertThat(before.text()).isEqualTo("old MISS_LOADED");
    Answer after = node.get("k");
    source.last().complete(value("new"));
    assertThat(after.text()).isEqualTo("new MISS_LOADED");
  }

  @Test
  void apply_ofSettingsWhileAKeyIsLoaded_undoesNoDeleteThatFollows() {
    Answer before = node.get("k");
    node.groups.apply(byName(SHORT_LIVED));

    node.delete("k");
    Answer after = node.get("k");
    source.answer(0).complete(value("old"));
    source.answer(1).complete(value("new"));

    assertThat(before.text()).isEqualTo("old MISS_LOADED");
    assertThat(after.text()).isEqualTo("new MISS_LOADED");
    assertThat(node.get("k").text()).isEqualTo("new HIT");
  }

  @Test
  void apply_ofSettings_areInForceForWhatComesAfter() {
    node.set("before", "v");

    node.groups.apply(byName(SHORT_LIVED));
    node.set("after", "v");

    time.advance(Duration.ofSeconds(1));
    assertThat(node.get("before").text()).isEqualTo("v HIT");
    assertThat(node.get("after").isThere()).isFalse(); // it loads
  }

  @Test
  void apply_ofSettings_closesTheSourceOfBefore() {
    node.groups.apply(byName(SHORT_LIVED));

    assertThat(source.isClosed()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("otherSources")
  void apply_ofAnotherSource_forgetsTheEntries(GroupSettings changed) {
    node.set("k", "v");

    node.groups.apply(byName(new GroupSpec(GROUP, changed)));

    assertThat(node.delete("k").only()).isEqualTo(new Reply.Deleted(false));
  }

  @ParameterizedTest
  @MethodSource("otherSources")
  void apply_ofAnotherSourceWhileAKeyIsLoaded_keepsNothingOfTheOneBefore(GroupSettings changed) {
    Answer before = node.get("k");

    node.groups.apply(byName(new GroupSpec(GROUP, changed)));
    source.answer(0).complete(value("old"));

    assertThat(before.text()).isEqualTo("old MISS_LOADED");
    assertThat(node.delete("k").only()).isEqualTo(new Reply.Deleted(false));
  }

  @Test
  void aRequestThatStillHoldsTheGroupOfBefore_keepsNothingItLoads() {
    Group before = node.groups.named(GROUP);
    node.groups.apply(byName(SHORT_LIVED));

    Answer late = perform(before, new Operation.Get(GROUP, bytes("k"), Want.VALUE));
    source.last().complete(value("v"));

    assertThat(late.text()).isEqualTo("v MISS_LOADED");
    assertThat(node.get("k").isThere()).isFalse(); // it loads
  }

  @Test
  void aRequestThatStillHoldsTheGroupOfBefore_changesWhatTheGroupHas() {
    Group before = node.groups.named(GROUP);
    node.groups.apply(byName(SHORT_LIVED));
    Answer loading = node.get("k");

    Answer late = perform(before, new Operation.Set(GROUP, bytes("k"), bytes("set"), 60_000));
    source.last().complete(value("old"));

    assertThat(late.only()).isInstanceOf(Reply.Stored.class);
    assertThat(loading.text()).isEqualTo("old MISS_LOADED");
    assertThat(node.get("k").text()).isEqualTo("set HIT");
  }

  @Test
  void apply_ofAGroupThatWasDropped_beginsItAnew() {
    node.set("k", "v");
    node.groups.apply(byName());

    node.groups.apply(byName(SPEC));

    assertThat(node.get("k").isThere()).isFalse(); // it loads
  }

  @Test
  void apply_withoutTheGroup_closesIt() {
    node.groups.apply(byName(OTHER));

    assertThat(node.get("k").reason()).isEqualTo(Reason.GROUP_UNKNOWN);
    assertThat(source.isClosed()).isTrue();
  }

  @Test
  void apply_whileAKeyIsLoaded_stillAnswersWhoWaits() {
    Answer answer = node.get("k");

    node.groups.apply(byName(OTHER));
    source.last().complete(value("v"));

    assertThat(answer.text()).isEqualTo("v MISS_LOADED");
  }

  private Answer perform(Group group, Operation operation) {
    Answer answer = new Answer();
    group.perform(
        TestNode.routed(operation, 0, SINCE_FIRST_RING),
        node.table.current(),
        time.nanos() + PATIENCE.toNanos(),
        answer);
    return answer;
  }

  private static Loaded value(String text) {
    return Loaded.Present.of(bytes(text));
  }

  static Stream<GroupSettings> changes() {
    return Stream.of(
        settings(s -> s.memoryBytes(32 << 20)),
        settings(s -> s.memoryBytes(8 << 20)),
        settings(s -> s.reservedBytes(1 << 20)),
        settings(s -> s.policy(PolicySettings.parse("lru-k:k=3"))),
        settings(s -> s.ttl(Duration.ofMinutes(1))),
        settings(s -> s.negativeTtl(Duration.ZERO)),
        settings(s -> s.maxValueBytes(3)),
        settings(s -> s.loadTimeout(Duration.ofSeconds(2))),
        settings(s -> s.loadConcurrency(1)));
  }

  static Stream<GroupSettings> otherSources() {
    return Stream.of(
        settings(s -> s.query("another")),
        settings(s -> s.query("another").ttl(Duration.ofMinutes(1))),
        GroupSettings.defaults());
  }
}
