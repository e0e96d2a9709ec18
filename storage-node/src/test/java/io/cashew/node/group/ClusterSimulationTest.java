package io.cashew.node.group;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.cashew.node.group.ClusterSimulation.Defect;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

final class ClusterSimulationTest {
  private static final int SEEDS = 300;
  private static final Logger NODES = (Logger) LoggerFactory.getLogger("io.cashew.node");

  @BeforeAll
  static void silence() {
    NODES.setLevel(Level.ERROR); // thousands of rings are applied
  }

  @AfterAll
  static void speak() {
    NODES.setLevel(null);
  }

  @Test
  void aDeleteAcknowledged_staysDeletedWhateverTheClusterGoesThrough() {
    List<String> violations = new ArrayList<>();
    int hits = 0;
    int changes = 0;
    int rings = 0;
    int crashes = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      ClusterSimulation simulation = new ClusterSimulation(seed, Defect.NONE);
      for (String violation : simulation.run()) {
        violations.add("seed " + seed + ": " + violation);
      }
      hits += simulation.hits;
      changes += simulation.changesAcknowledged;
      rings += simulation.ringChanges;
      crashes += simulation.crashes;
    }

    assertThat(violations).isEmpty();
    // Much went on, or else the above says little.
    assertThat(hits).isGreaterThan(SEEDS * 100);
    assertThat(changes).isGreaterThan(SEEDS * 20);
    assertThat(rings).isGreaterThan(SEEDS * 3);
    assertThat(crashes).isGreaterThan(SEEDS);
  }

  /** The seeds are the first that fail. Who changes the simulation looks for them anew. */
  @ParameterizedTest
  @CsvSource({
    "NO_FENCE, 0",
    "NO_ACKNOWLEDGEMENT, 578",
    "NO_ACKNOWLEDGEMENT_OF_LEAVERS, 2046",
    "NO_LEARNING, 68"
  })
  void aRuleThatIsBroken_isNoticed(Defect defect, long seed) {
    ClusterSimulation broken = new ClusterSimulation(seed, defect);
    ClusterSimulation whole = new ClusterSimulation(seed, Defect.NONE);

    assertThat(broken.run()).isNotEmpty();
    assertThat(whole.run()).isEmpty();
  }

  @Test
  void aSeed_givesTheSameRunEveryTime() {
    ClusterSimulation once = new ClusterSimulation(7, Defect.NO_FENCE);
    ClusterSimulation again = new ClusterSimulation(7, Defect.NO_FENCE);

    assertThat(again.run()).isEqualTo(once.run());
    assertThat(again.trace()).isEqualTo(once.trace());
  }
}
