package io.cashew.node.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RowsTest {
  private static final int PAGE_BYTES = 4 << 10;

  private final Pages pages = new Pages(PAGE_BYTES, 16);
  private final Rows rows = new Rows(pages, new Records(pages, new Layout(PAGE_BYTES)));

  /** What a row says, by field. */
  private static final class Said {
    private final int hash;
    private int location = Rows.NOWHERE;
    private int generation;
    private int expiry;
    private int chain;
    private int mark;
    private int previous;
    private int next;
    private long weight;

    Said(int hash) {
      this.hash = hash;
    }
  }

  @Test
  void fields_setInAnyOrder_doNotDisturbEachOther() {
    rows.addPage();
    Random random = new Random(1);
    List<Integer> handles = new ArrayList<>();
    List<Said> said = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      said.add(new Said(random.nextInt()));
      handles.add(rows.allocate(said.get(i).hash));
    }

    for (int i = 0; i < 20_000; i++) {
      int index = random.nextInt(20);
      change(handles.get(index), said.get(index), random);
      check(handles.get(index), said.get(index));
    }

    for (int i = 0; i < 20; i++) {
      check(handles.get(i), said.get(i));
    }
  }

  private void change(int row, Said said, Random random) {
    int link = random.nextInt(Rows.MAX_HANDLE + 1);
    switch (random.nextInt(8)) {
      case 0 -> {
        said.location = random.nextInt(1 << Records.LOCATION_BITS);
        rows.setLocation(row, said.location);
      }
      case 1 -> {
        said.generation = random.nextInt(2);
        rows.setGeneration(row, said.generation);
      }
      case 2 -> {
        said.expiry = random.nextInt();
        rows.setExpiry(row, said.expiry);
      }
      case 3 -> {
        said.chain = link;
        rows.setChain(row, said.chain);
      }
      case 4 -> {
        said.mark = random.nextInt(256);
        rows.setMark(row, said.mark);
      }
      case 5 -> {
        said.previous = link;
        rows.setPrevious(row, said.previous);
      }
      case 6 -> {
        said.next = link;
        rows.setNext(row, said.next);
      }
      default -> {
        said.weight = 4L * random.nextInt(0xFFFF);
        rows.setWeight(row, said.weight);
      }
    }
  }

  private void check(int row, Said said) {
    assertThat(rows.hash(row)).isEqualTo(said.hash);
    assertThat(rows.location(row)).isEqualTo(said.location);
    assertThat(rows.generation(row)).isEqualTo(said.generation);
    assertThat(rows.expiry(row)).isEqualTo(said.expiry);
    assertThat(rows.chain(row)).isEqualTo(said.chain);
    assertThat(rows.mark(row)).isEqualTo(said.mark);
    assertThat(rows.previous(row)).isEqualTo(said.previous);
    assertThat(rows.next(row)).isEqualTo(said.next);
    assertThat(rows.weight(row)).isEqualTo(said.weight);
  }

  @Test
  void allocate_ofWhatWasFreed_beginsAnew() {
    rows.addPage();
    int row = rows.allocate(1);
    rows.setExpiry(row, -1);
    rows.setMark(row, 255);
    rows.setPrevious(row, 5);
    rows.setNext(row, 6);
    rows.setGeneration(row, 1);
    rows.setChain(row, 77);
    rows.free(row);

    int again = rows.allocate(2);

    assertThat(again).isEqualTo(row);
    Said fresh = new Said(2);
    check(again, fresh);
  }

  @Test
  void allocate_overManyPages_givesEachHandleOnce() {
    Set<Integer> handles = new HashSet<>();
    for (int page = 0; page < 5; page++) {
      rows.addPage();
      while (rows.available() > 0) {
        assertThat(handles.add(rows.allocate(0))).isTrue();
      }
    }

    assertThat(handles).hasSize(5 * (PAGE_BYTES / Rows.BYTES) - 1).doesNotContain(0);
    assertThat(handles).allMatch(rows::isRow);
    assertThat(rows.inUse()).isEqualTo(handles.size());
  }

  @Test
  void addPage_beforeTheLastIsFull_losesNoRow() {
    rows.addPage();
    int first = rows.allocate(1);

    rows.addPage();

    assertThat(rows.available()).isEqualTo(2 * (PAGE_BYTES / Rows.BYTES) - 2);
    rows.free(first);
    assertThat(rows.inUse()).isZero();
  }
}
