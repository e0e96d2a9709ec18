package io.cashew.node.group;

import static io.cashew.node.group.TestNode.B;
import static io.cashew.node.group.TestNode.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.node.source.Loaded;
import io.cashew.node.source.ScriptedSource;
import io.cashew.operation.Reply;
import io.cashew.time.FakeTime;
import org.junit.jupiter.api.Test;

/** Deletes and sets that cross loads and moves: an acknowledged delete stays deleted. */
final class DeleteTest {
  private final FakeTime time = new FakeTime();
  private final ScriptedSource source = new ScriptedSource();
  private final TestNode node = TestNode.owner(source, time, time);

  @Test
  void delete_ofWhatIsInMemory_saysThatItExistedAndForgetsIt() {
    node.set("k", "v");

    assertThat(node.delete("k").only()).isEqualTo(new Reply.Deleted(true));

    assertThat(node.delete("k").only()).isEqualTo(new Reply.Deleted(false));
    assertThat(node.get("k").isThere()).isFalse(); // it loads
  }

  @Test
  void delete_duringALoad_isAcknowledgedAtOnceAndNothingOfTheLoadIsKept() {
    Answer before = node.get("k");

    assertThat(node.delete("k").only()).isEqualTo(new Reply.Deleted(false));
    source.answer(0).complete(value("old"));

    assertThat(before.text()).isEqualTo("old MISS_LOADED");
    Answer after = node.get("k");
    source.answer(1).complete(value("new"));
    assertThat(after.text()).isEqualTo("new MISS_LOADED");
  }

  @Test
  void get_afterADeleteDuringALoad_beginsALoadOfItsOwn() {
    Answer before = node.get("k");
    node.delete("k");

    Answer after = node.get("k");

    assertThat(source.timesAsked()).isEqualTo(2);
    source.answer(1).complete(value("new"));
    source.answer(0).complete(value("old"));
    assertThat(before.text()).isEqualTo("old MISS_LOADED");
    assertThat(after.text()).isEqualTo("new MISS_LOADED");
    assertThat(node.get("k").text()).isEqualTo("new HIT");
  }

  @Test
  void theLoadAfterADelete_survivesTheEndOfTheOneBefore() {
    Answer before = node.get("k");
    node.delete("k");
    Answer after = node.get("k");

    source.answer(0).complete(value("old"));
    Answer joined = node.get("k");

    assertThat(before.text()).isEqualTo("old MISS_LOADED");
    source.answer(1).complete(value("new"));
    assertThat(after.text()).isEqualTo("new MISS_LOADED");
    assertThat(joined.text()).isEqualTo("new COALESCED");
    assertThat(source.timesAsked()).isEqualTo(2);
  }

  @Test
  void set_duringALoad_stays() {
    Answer before = node.get("k");
    node.set("k", "set");

    source.answer(0).complete(value("old"));

    assertThat(before.text()).isEqualTo("old MISS_LOADED");
    assertThat(node.get("k").text()).isEqualTo("set HIT");
  }

  @Test
  void delete_ofOneKey_sparesTheLoadOfAnother() {
    Answer unused = node.get("k");

    node.delete("other");
    source.last().complete(value("v"));

    assertThat(node.get("k").text()).isEqualTo("v HIT");
  }

  @Test
  void aLoadBegunBeforeThePartitionWentAndCameBack_isNeitherJoinedNorKept() {
    Answer before = node.get("k");
    leaveAndReturn();

    Answer after = node.get("k", 3, PATIENCE);
    source.answer(0).complete(value("old"));
    assertThat(before.text()).isEqualTo("old MISS_LOADED");
    assertThat(after.isThere()).isFalse();
    source.answer(1).complete(value("new"));

    assertThat(after.text()).isEqualTo("new MISS_LOADED");
    assertThat(node.get("k", 3, PATIENCE).text()).isEqualTo("new HIT");
  }

  @Test
  void aLoadBegunBeforeThePartitionWentAndCameBack_isNotKeptIfNobodyAskedSince() {
    Answer before = node.get("k");
    leaveAndReturn();

    source.answer(0).complete(value("old"));

    assertThat(before.isThere()).isTrue();
    assertThat(node.get("k", 3, PATIENCE).isThere()).isFalse(); // it loads
  }

  @Test
  void anEntryKeptBeforeThePartitionWentAndCameBack_isNotFound() {
    node.set("k", "old");

    leaveAndReturn();

    assertThat(node.get("k", 3, PATIENCE).isThere()).isFalse(); // it loads
  }

  @Test
  void anEntryKeptSinceThePartitionCame_isFoundUnderLaterRings() {
    node.table.apply(node.history.move(1, "c"));
    node.set("k", "v");

    node.table.apply(node.history.move(1, "b"));

    assertThat(node.get("k").text()).isEqualTo("v HIT");
  }

  private void leaveAndReturn() {
    node.table.apply(node.history.move(0, "b"));
    node.table.apply(node.history.move(0, "a"));
    node.table.fenced(B, 3);
  }

  private static Loaded value(String text) {
    return Loaded.Present.of(TestNode.bytes(text));
  }
}
