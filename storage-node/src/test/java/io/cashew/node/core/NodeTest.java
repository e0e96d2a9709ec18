package io.cashew.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.group.Consistency;
import io.cashew.node.core.TestCluster.Asked;
import io.cashew.node.source.Loaded;
import io.cashew.node.term.PauseGuard;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A whole node that sleeps, or whose lease is not confirmed. It owns partition 0. */
final class NodeTest {
  /** How long a successor waits for a predecessor that it cannot reach. */
  private static final Duration MARGIN = TestCluster.LEASE.dividedBy(5);

  private final TestCluster cluster = new TestCluster();
  private final ByteString key = cluster.keys(1).get(0);

  @Test
  void afterASleep_getsPassThroughAndKeepNothingUntilTheRingIsRead() {
    cluster.set("a", key, "v");
    cluster.storeIsOutOfReach = true;
    sleep();

    Asked get = cluster.get("a", key);
    cluster.source.last().complete(value("loaded"));
    assertThat(get.text()).isEqualTo("loaded MISS_LOADED");
    assertThat(cluster.get("a", key).isAnswered()).isFalse(); // nor did it keep that

    cluster.storeIsOutOfReach = false;
    cluster.time.advance(PauseGuard.BEAT);
    assertThat(cluster.get("a", key).text()).isEqualTo("v HIT");
  }

  @Test
  void afterASleep_changesWaitUntilTheRingIsRead() {
    cluster.storeIsOutOfReach = true;
    sleep();
    Asked delete = cluster.delete("a", key);
    Asked set = cluster.set("a", key, "v");
    assertThat(delete.isAnswered()).isFalse();

    cluster.storeIsOutOfReach = false;
    cluster.time.advance(PauseGuard.BEAT);

    assertThat(delete.text()).isEqualTo("Deleted");
    assertThat(set.text()).isEqualTo("Stored");
  }

  @Test
  void afterASleep_changesFailAtTheirDeadlineIfTheStoreStaysOutOfReach() {
    cluster.storeIsOutOfReach = true;
    sleep();
    Asked delete = cluster.delete("a", key);

    cluster.time.advance(Duration.ofSeconds(1));

    assertThat(delete.text()).isEqualTo("OWNER_SLOW");
  }

  @Test
  void aLoadThatLandsAfterASleep_isNotKept() {
    Asked get = cluster.get("a", key);
    cluster.storeIsOutOfReach = true;
    sleep();

    cluster.source.last().complete(value("old"));
    cluster.storeIsOutOfReach = false;
    cluster.time.advance(PauseGuard.BEAT);

    assertThat(get.text()).isEqualTo("old MISS_LOADED");
    assertThat(cluster.inspect("a", key)).isEmpty();
  }

  @Test
  void aStrictGroupWithoutALease_isPassedThroughAndKeepsNothing() {
    beStrict();
    cluster.set("a", key, "v");
    cluster.leaseConfirmed = false;

    Asked get = cluster.get("a", key);
    cluster.source.last().complete(value("loaded"));

    assertThat(get.text()).isEqualTo("loaded MISS_LOADED");
    cluster.leaseConfirmed = true;
    assertThat(cluster.get("a", key).text()).isEqualTo("v HIT");
  }

  @Test
  void aStrictGroupWithoutALease_keepsNoLoadThatLands() {
    beStrict();
    cluster.get("a", key);
    cluster.leaseConfirmed = false;

    cluster.source.last().complete(value("v"));

    assertThat(cluster.inspect("a", key)).isEmpty();
  }

  @Test
  void aChangeOfAStrictGroup_waitsForTheLease() {
    beStrict();
    cluster.leaseConfirmed = false;
    cluster.time.advance(PauseGuard.BEAT);
    Asked delete = cluster.delete("a", key);
    assertThat(delete.isAnswered()).isFalse();

    cluster.leaseConfirmed = true;
    cluster.time.advance(PauseGuard.BEAT);

    assertThat(delete.text()).isEqualTo("Deleted");
  }

  @Test
  void aChangeOfAStrictGroupWithoutALease_failsAtItsDeadline() {
    beStrict();
    cluster.leaseConfirmed = false;
    Asked set = cluster.set("a", key, "v");

    cluster.time.advance(Duration.ofSeconds(1));

    assertThat(set.text()).isEqualTo("OWNER_SLOW");
    assertThat(cluster.inspect("a", key)).isEmpty();
  }

  @Test
  void aStrictGroupThatCannotReadTheRing_isPassedThroughThoughItsLeaseStands() {
    beStrict();
    cluster.set("a", key, "v");
    cluster.storeIsOutOfReach = true;
    cluster.time.advance(MARGIN.dividedBy(2));
    assertThat(cluster.get("a", key).text()).isEqualTo("v HIT");

    cluster.time.advance(MARGIN);
    Asked get = cluster.get("a", key);
    cluster.source.last().complete(value("loaded"));

    assertThat(get.text()).isEqualTo("loaded MISS_LOADED");
    cluster.storeIsOutOfReach = false;
    cluster.time.advance(MARGIN);
    assertThat(cluster.get("a", key).text()).isEqualTo("v HIT");
  }

  @Test
  void anAvailableGroupWithoutALease_goesOn() {
    cluster.leaseConfirmed = false;

    assertThat(cluster.set("a", key, "v").text()).isEqualTo("Stored");
    assertThat(cluster.get("a", key).text()).isEqualTo("v HIT");
  }

  private void beStrict() {
    cluster.changeGroup(s -> TestCluster.with(s, s.freshness().ttl(), Consistency.STRICT));
    cluster.time.advance(PauseGuard.BEAT);
  }

  /** The timers stand still and the clock goes on; the next message brings it to light. */
  private void sleep() {
    cluster.slept += TestCluster.LEASE.toNanos();
    cluster.node("a").observe(cluster.nanos());
    cluster.time.advance(Duration.ZERO);
  }

  private static Loaded value(String text) {
    return Loaded.Present.of(ByteString.copyFromUtf8(text));
  }
}
