package io.cashew.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.node.core.TestCluster.Asked;
import io.cashew.node.core.TestCluster.Delivery;
import io.cashew.node.handover.Peers;
import io.cashew.operation.Condition;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Ttl;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What goes by the owner's memory while partition 0 moves from node a to node b, which does not
 * have the key yet.
 */
final class InheritedDecisionsTest {
  private final TestCluster cluster = new TestCluster();
  private final ByteString key = cluster.keys(1).get(0);

  @BeforeEach
  void aHasTheKeyAndLosesIt() {
    assertThat(cluster.set("a", key, "v").text()).isEqualTo("Stored");
    cluster.streaming = Delivery.WHEN_TOLD;
  }

  @Test
  void setIfAbsent_findsWhatThePreviousOwnerHas() {
    cluster.move("b");

    assertThat(set(Condition.IF_ABSENT).text()).isEqualTo("NotStored");

    assertThat(cluster.get("b", key).text()).isEqualTo("v HIT");
  }

  @Test
  void setIfPresent_findsWhatThePreviousOwnerHas() {
    cluster.move("b");

    assertThat(set(Condition.IF_PRESENT).text()).isEqualTo("Stored");

    assertThat(cluster.get("b", key).text()).isEqualTo("new HIT");
  }

  @Test
  void aDeleteThatBringsTheValue_bringsWhatThePreviousOwnerHas() {
    cluster.move("b");

    assertThat(cluster.ask("b", new Operation.Delete(TestCluster.GROUP, key, Bring.VALUE)).text())
        .isEqualTo("Deleted v");

    assertThat(get(Reach.PEEK).text()).isEqualTo("absent NOT_LOADED");
  }

  @Test
  void aTouch_findsWhatThePreviousOwnerHas() {
    cluster.move("b");

    assertThat(
            cluster
                .ask("b", new Operation.Touch(TestCluster.GROUP, key, Ttl.NEVER, Bring.VALUE))
                .text())
        .isEqualTo("Touched v");
  }

  @ParameterizedTest
  @EnumSource(
      value = Reach.class,
      names = {"MEMORY", "PEEK"})
  void aGetFromMemory_findsWhatThePreviousOwnerHas(Reach reach) {
    cluster.move("b");

    assertThat(get(reach).text()).isEqualTo("v HIT");

    assertThat(cluster.source.timesAsked()).isZero();
  }

  @Test
  void aGetFromMemory_ofWhatThePreviousOwnerLacks_loadsNothing() {
    cluster.delete("a", key);
    cluster.move("b");

    assertThat(get(Reach.MEMORY).text()).isEqualTo("absent NOT_LOADED");

    assertThat(cluster.fetches).hasSize(1);
    assertThat(cluster.source.timesAsked()).isZero();
  }

  @Test
  void whatWasDeletedHere_isNotLookedForAtThePreviousOwner() {
    cluster.move("b");
    cluster.delete("b", key);

    assertThat(get(Reach.MEMORY).text()).isEqualTo("absent NOT_LOADED");
    assertThat(set(Condition.IF_ABSENT).text()).isEqualTo("Stored");

    assertThat(cluster.fetches).isEmpty();
  }

  @Test
  void aDeleteWhileThePreviousOwnerIsAsked_isNotUndone() {
    cluster.fetching = Delivery.WHEN_TOLD;
    cluster.move("b");
    Asked get = get(Reach.MEMORY);
    assertThat(cluster.delete("b", key).text()).isEqualTo("Deleted");

    cluster.fetches.get(0).deliver();

    assertThat(get.text()).isEqualTo("absent NOT_LOADED");
    assertThat(cluster.inspect("b", key)).isEmpty();
  }

  @Test
  void aSetThatIsNotExecuted_leavesTheKeyToBeInherited() {
    cluster.fetching = Delivery.WHEN_TOLD;
    cluster.move("b");
    Asked set = set(Condition.IF_PRESENT);
    cluster.time.advance(Peers.FETCH_DEADLINE);
    assertThat(set.text()).isEqualTo("NotStored"); // by what b has

    cluster.streams.get(0).send();
    cluster.time.advance(Duration.ZERO);

    assertThat(cluster.inspect("b", key)).isPresent();
  }

  @Test
  void aPreviousOwnerThatDoesNotAnswer_isWaitedForAsLongAsByAGet() {
    cluster.fetching = Delivery.WHEN_TOLD;
    cluster.move("b");
    Asked set = set(Condition.IF_ABSENT);

    cluster.time.advance(Peers.FETCH_DEADLINE.minusNanos(1));
    assertThat(set.isAnswered()).isFalse();
    cluster.time.advance(Duration.ofNanos(1));

    assertThat(set.text()).isEqualTo("Stored"); // by what b has
  }

  @Test
  void aChangeWhoseDeadlinePassesWhileThePreviousOwnerIsAsked_isNotMade() {
    cluster.fetching = Delivery.WHEN_TOLD;
    cluster.move("b");
    Asked set = set(Condition.IF_PRESENT);
    cluster.slept = Duration.ofSeconds(2).toNanos();

    cluster.fetches.get(0).deliver();

    assertThat(set.text()).isNotEqualTo("Stored");
  }

  @Test
  void whileThePreviousOwnerIsNotFenced_memoryIsSaidToHaveNothingAndChangesWait() {
    cluster.fencing = Delivery.WHEN_TOLD;
    cluster.move("b");

    assertThat(get(Reach.MEMORY).text()).isEqualTo("absent NOT_LOADED");
    assertThat(get(Reach.PEEK).text()).isEqualTo("absent NOT_LOADED");
    Asked set = set(Condition.IF_ABSENT);
    assertThat(set.isAnswered()).isFalse();

    cluster.deliverFences();
    assertThat(set.text()).isEqualTo("NotStored");
  }

  private Asked set(Condition condition) {
    return cluster.ask(
        "b",
        new Operation.Set(
            TestCluster.GROUP,
            key,
            ByteString.copyFromUtf8("new"),
            Ttl.GROUP,
            condition,
            Bring.NOTHING));
  }

  private Asked get(Reach reach) {
    return cluster.ask("b", new Operation.Get(TestCluster.GROUP, key, Want.VALUE, reach));
  }
}
