package io.cashew.node.group;

import static io.cashew.node.group.TestNode.GROUP;
import static io.cashew.node.group.TestNode.byName;
import static io.cashew.node.group.TestNode.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.group.GroupSpec;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.ScriptedSource;
import io.cashew.status.Reason;
import io.cashew.time.FakeTime;
import org.junit.jupiter.api.Test;

final class GroupsTest {
  private static final GroupSpec SPEC = new GroupSpec(GROUP, settings(s -> s));
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

  @Test
  void apply_ofChangedSettings_beginsTheGroupAnew() {
    node.set("k", "v");

    node.groups.apply(byName(new GroupSpec(GROUP, settings(s -> s.maxValueBytes(3)))));

    assertThat(node.get("k").isThere()).isFalse(); // it loads
    assertThat(source.isClosed()).isTrue();
    assertThat(node.set("k", "four").reason()).isEqualTo(Reason.VALUE_TOO_LARGE);
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
    source.last().complete(Loaded.Present.of(TestNode.bytes("v")));

    assertThat(answer.text()).isEqualTo("v MISS_LOADED");
  }
}
