package io.cashew.node.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Ints;
import io.cashew.node.store.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IndexTest {
  private static final int PAGE_BYTES = 4 << 10;

  private final Pages pages = new Pages(PAGE_BYTES, 128);
  private final Rows rows = new Rows(pages, new Records(pages, new Layout(PAGE_BYTES)));
  private final Index index = new Index(pages, rows);

  @Test
  void first_ofAnyRow_leadsToIt_howeverLargeTheIndexHasGrown() {
    List<Integer> added = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 9_000; i++) {
      added.add(add(random.nextInt()));
    }

    assertThat(added).allMatch(this::isFound);
    assertThat(3L * index.buckets()).isGreaterThanOrEqualTo(2L * index.size());
    index.checkIntegrity();
  }

  @Test
  void add_withoutMemoryToGrow_makesChainsLonger() {
    List<Integer> added = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      added.add(addWithoutPage(i * 0x9E3779B9));
    }

    assertThat(index.pageCount()).isOne();
    assertThat(index.buckets()).isEqualTo(PAGE_BYTES / Index.BYTES_PER_ENTRY);
    assertThat(index.wantsPage()).isTrue();
    assertThat(added).allMatch(this::isFound);
    index.checkIntegrity();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void remove_fromAnyPlaceOfAChain_leavesTheOthers(int place) {
    List<Integer> added = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      added.add(add(42));
    }

    index.remove(added.get(place));

    int removed = added.remove(place);
    assertThat(isFound(removed)).isFalse();
    assertThat(added).allMatch(this::isFound);
    assertThat(index.size()).isEqualTo(4);
    index.checkIntegrity();
  }

  @Test
  void addAndRemove_atRandom_loseNothing() {
    Random random = new Random(5);
    List<Integer> there = new ArrayList<>();
    for (int i = 0; i < 40_000; i++) {
      if (there.isEmpty() || (random.nextInt(5) < 3 && there.size() < 4_000)) {
        there.add(add(random.nextInt(6_000) * 0x9E3779B9)); // many have the same
      } else {
        int row = there.remove(random.nextInt(there.size()));
        index.remove(row);
        rows.free(row);
      }
    }

    assertThat(Ints.asList(index.rows())).containsExactlyInAnyOrderElementsOf(there);
    index.checkIntegrity();
  }

  private int add(int hash) {
    int row = addWithoutPage(hash);
    if (index.wantsPage()) {
      index.addPage();
    }
    return row;
  }

  private int addWithoutPage(int hash) {
    if (rows.available() == 0) {
      rows.addPage();
    }
    int row = rows.allocate(hash);
    index.add(row);
    return row;
  }

  private boolean isFound(int row) {
    int found = index.first(rows.hash(row));
    while (found != Policy.NONE && found != row) {
      found = index.next(found);
    }
    return found == row;
  }
}
