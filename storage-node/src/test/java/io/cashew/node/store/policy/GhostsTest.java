package io.cashew.node.store.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GhostsTest {
  private final Ghosts ghosts = new Ghosts(2);
  private final long[] notes = new long[2];

  @AfterEach
  void ghostsAreSound() {
    ghosts.checkIntegrity();
  }

  @Test
  void ghost_taken_isGoneWithItsNotes() {
    ghosts.resize(100);
    ghosts.add(7, 10, 1, 2);

    assertThat(ghosts.take(7, notes)).isTrue();
    assertThat(notes).containsExactly(1, 2);
    assertThat(ghosts.take(7, notes)).isFalse();
  }

  @Test
  void ghost_addedAgain_isTheLatestWithTheNewNotes() {
    ghosts.resize(20);
    ghosts.add(1, 10, 1, 1);
    ghosts.add(2, 10, 2, 2);
    ghosts.add(1, 10, 3, 3);
    ghosts.add(3, 10, 4, 4);
    ghosts.resize(20);

    assertThat(ghosts.take(2, notes)).as("the oldest").isFalse();
    assertThat(ghosts.take(1, notes)).isTrue();
    assertThat(notes).containsExactly(3, 3);
  }

  @Test
  void ghosts_tooMany_goWhenTheReturningKeyHasBeenAskedFor() {
    ghosts.resize(20);
    ghosts.add(1, 10, 0, 0);
    ghosts.add(2, 10, 0, 0);
    ghosts.add(3, 20, 0, 0);

    assertThat(ghosts.take(2, notes)).isTrue();
    assertThat(ghosts.weight()).isEqualTo(20);
    assertThat(ghosts.take(1, notes)).isFalse();
    assertThat(ghosts.take(3, notes)).isTrue();
  }

  @Test
  void ghosts_ofManyVictimsInARow_areBounded() {
    ghosts.resize(20);

    for (int hash = 0; hash < 1000; hash++) {
      ghosts.add(hash, 10, 0, 0);
    }

    assertThat(ghosts.weight()).isEqualTo(80);
  }

  @Test
  void ghosts_withoutRoom_areNone() {
    ghosts.add(1, 1, 0, 0);

    assertThat(ghosts.size()).isZero();
  }

  @Test
  void ghosts_underRandomEvents_areThoseOfAMap() {
    Random random = new Random(5);
    Map<Integer, Long> model = new LinkedHashMap<>(); // hash to note, of weight 1, oldest first
    ghosts.resize(300);
    for (int step = 0; step < 100_000; step++) {
      int hash = random.nextInt(700) << 20; // only the upper bits differ
      if (random.nextBoolean()) {
        ghosts.add(hash, 1, step, -step);
        model.remove(hash);
        model.put(hash, (long) step);
      } else {
        Long note = model.remove(hash);
        assertThat(ghosts.take(hash, notes)).isEqualTo(note != null);
        if (note != null) {
          assertThat(notes).containsExactly(note, -note);
        }
        while (model.size() > 300) {
          model.remove(model.keySet().iterator().next());
        }
      }
      if (step % 100 == 0) {
        ghosts.checkIntegrity();
      }
      assertThat(ghosts.size()).isEqualTo(model.size());
    }
  }
}
