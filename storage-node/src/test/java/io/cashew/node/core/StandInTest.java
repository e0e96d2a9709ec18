package io.cashew.node.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.group.Consistency;
import io.cashew.group.SourceSettings;
import io.cashew.node.core.TestCluster.Asked;
import io.cashew.node.source.Loaded;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Node c stands in for a, which owns partition 0 and cannot be reached by a proxy. */
final class StandInTest {
  private final TestCluster cluster = new TestCluster();
  private final ByteString key = cluster.keys(1).get(0);

  @Test
  void aGet_isLoadedAndKeptForASecondAtTheMost() {
    loadAt("c", "v");

    cluster.time.advance(Duration.ofMillis(990));
    assertThat(cluster.standIn("c", key).text()).isEqualTo("v GUTTER");
    cluster.time.advance(Duration.ofMillis(10));
    Asked late = cluster.standIn("c", key);

    assertThat(late.isAnswered()).isFalse();
    assertThat(cluster.source.timesAsked()).isEqualTo(2);
  }

  @Test
  void whatTheSourceWouldKeepForLonger_isKeptForASecond() {
    Asked get = cluster.standIn("c", key);
    cluster
        .source
        .last()
        .complete(new Loaded.Present(bytes("v"), Optional.of(Duration.ofHours(1))));
    assertThat(get.text()).isEqualTo("v GUTTER");

    cluster.time.advance(Duration.ofSeconds(1));

    assertThat(cluster.standIn("c", key).isAnswered()).isFalse();
  }

  @Test
  void aGroupWhoseEntriesLiveShorter_isNotKeptForASecond() {
    cluster.changeGroup(s -> TestCluster.with(s, Duration.ofMillis(100), Consistency.AVAILABLE));
    loadAt("c", "v");

    cluster.time.advance(Duration.ofMillis(100));

    assertThat(cluster.standIn("c", key).isAnswered()).isFalse();
  }

  @Test
  void anAbsence_isKeptToo() {
    cluster.standIn("c", key);
    cluster.source.last().complete(Loaded.Absent.ABSENT);

    assertThat(cluster.standIn("c", key).text()).isEqualTo("absent GUTTER");
  }

  @Test
  void getsAtTheSameTime_loadOnce() {
    Asked first = cluster.standIn("c", key);
    Asked second = cluster.standIn("c", key);

    cluster.source.last().complete(value("v"));

    assertThat(cluster.source.timesAsked()).isEqualTo(1);
    assertThat(first.text()).isEqualTo("v GUTTER");
    assertThat(second.text()).isEqualTo("v GUTTER");
  }

  @Test
  void whatAStandInHas_isNotThereWhenItBecomesTheOwner() {
    loadAt("c", "v");

    cluster.move("c");
    cluster.time.advance(Duration.ofMillis(100));
    Asked get = cluster.get("c", key);

    assertThat(get.isAnswered()).isFalse();
    assertThat(cluster.inspect("c", key)).isEmpty();
  }

  @Test
  void whatAStandInHas_isGoneWhenThePartitionGetsAnotherOwner() {
    loadAt("c", "v");

    cluster.move("b");

    assertThat(cluster.standIn("c", key).isAnswered()).isFalse();
  }

  @Test
  void whatAnOwnerHas_isNotThereWhenItStandsIn() {
    assertThat(cluster.set("a", key, "v").text()).isEqualTo("Stored");

    cluster.move("b");

    assertThat(cluster.standIn("a", key).isAnswered()).isFalse();
  }

  @Test
  void theOwner_doesNotStandInForItself() {
    assertThat(cluster.standIn("a", key).text()).isEqualTo("StaleRing");
  }

  @Test
  void aGetOfAnotherTerm_isStale() {
    assertThat(cluster.standIn("c", key, 0).text()).isEqualTo("StaleRing");
  }

  @Test
  void aGetAheadOfTheNode_waitsForTheRing() {
    Asked get = cluster.standIn("c", key, 2);
    assertThat(get.isAnswered()).isFalse();

    cluster.move("b");
    cluster.source.last().complete(value("v"));

    assertThat(get.text()).isEqualTo("v GUTTER");
  }

  @Test
  void aStrictGroup_isPassedThroughAndNothingKeptNorJoined() {
    cluster.changeGroup(s -> TestCluster.with(s, s.freshness().ttl(), Consistency.STRICT));
    Asked first = cluster.standIn("c", key);
    Asked second = cluster.standIn("c", key);
    assertThat(cluster.source.timesAsked()).isEqualTo(2);

    cluster.source.answer(0).complete(value("v"));
    cluster.source.answer(1).complete(value("v"));

    assertThat(first.text()).isEqualTo("v GUTTER");
    assertThat(second.text()).isEqualTo("v GUTTER");
    assertThat(cluster.standIn("c", key).isAnswered()).isFalse();
  }

  @Test
  void aGroupThatGetsAnotherSource_forgetsWhatItHas() {
    loadAt("c", "v");

    cluster.changeGroup(s -> s.from(new SourceSettings("db", "another")));

    assertThat(cluster.standIn("c", key).isAnswered()).isFalse();
    cluster.source.last().complete(value("w"));
    assertThat(cluster.standIn("c", key).text()).isEqualTo("w GUTTER");
  }

  private void loadAt(String node, String loaded) {
    Asked get = cluster.standIn(node, key);
    cluster.source.last().complete(value(loaded));
    assertThat(get.text()).isEqualTo(loaded + " GUTTER");
    assertThat(cluster.standIn(node, key).text()).isEqualTo(loaded + " GUTTER");
  }

  private static Loaded value(String text) {
    return Loaded.Present.of(bytes(text));
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
