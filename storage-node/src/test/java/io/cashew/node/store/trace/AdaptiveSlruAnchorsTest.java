package io.cashew.node.store.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.group.PolicySettings;
import io.cashew.node.store.policy.Policies;
import io.cashew.node.store.trace.AnchorsTest.Anchor;
import io.cashew.node.store.trace.Trace.Weighing;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The default policy on recorded requests, against Caffeine; skipped without the traces. */
final class AdaptiveSlruAnchorsTest {
  private static final double LEAST_LEAD = 0.3;
  private static final double MOST_BEHIND = 1.0;
  private static final double MOST_BEHIND_IN_A_LOOP = 3.6;
  private static final int FEW_ENTRIES = 100; // too few for one case to say much

  private final Map<String, Trace> traces = new HashMap<>();

  @BeforeAll
  static void tracesAreThere() {
    AnchorsTest.tracesAreThere();
  }

  @Test
  void slru_byEntries_leadsCaffeineAndIsNowhereFarBehind() throws IOException {
    List<Anchor> anchors = AnchorsTest.byEntries();
    SoftAssertions softly = new SoftAssertions();
    double sum = 0;
    for (Anchor anchor : anchors) {
      double lead = lead(anchor);
      sum += lead;
      if (anchor.capacity() >= FEW_ENTRIES) {
        softly
            .assertThat(lead)
            .as("%s", anchor)
            .isGreaterThan(
                anchor.trace().equals("lirs-loop") ? -MOST_BEHIND_IN_A_LOOP : -MOST_BEHIND);
      }
    }
    softly.assertThat(sum / anchors.size()).as("mean").isGreaterThan(LEAST_LEAD);
    softly.assertAll();
  }

  @Test
  void slru_byBytes_leadsCaffeine() throws IOException {
    List<Anchor> anchors = AnchorsTest.byBytes();
    double sum = 0;
    for (Anchor anchor : anchors) {
      sum += lead(anchor);
    }

    assertThat(sum / anchors.size()).isGreaterThan(LEAST_LEAD);
  }

  private double lead(Anchor anchor) throws IOException {
    Trace trace = traces.get(anchor.file());
    if (trace == null) {
      trace = Trace.read(AnchorsTest.directory().resolve(anchor.file()));
      traces.put(anchor.file(), trace);
    }
    Policies policies = new Policies(PolicySettings.parse("slru"));
    Replay replay = new Replay(policies, anchor.capacity(), trace.keys());
    Weighing weighing = anchor.weighing();
    for (int i = 0; i < trace.length(); i++) {
      int key = trace.key(i);
      replay.request(key, trace.weight(key, weighing));
    }
    replay.policy().checkIntegrity();
    return replay.hitRatio() - anchor.column("caffeine_3.3.1");
  }
}
