package io.cashew.node.store.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is remembered of entries that went, the oldest first. */
final class GhostModel {
  private final List<Item> ghosts = new ArrayList<>();
  private final List<List<Integer>> notes = new ArrayList<>();
  private long limit;

  void add(int key, long weight, List<Integer> note) {
    take(key);
    ghosts.add(new Item(key, weight));
    notes.add(note);
    trim(4 * limit);
  }

  /** The note on the key, which is forgotten. What is too much goes after that. */
  Optional<List<Integer>> ask(int key) {
    Optional<List<Integer>> note = take(key);
    trim(limit);
    return note;
  }

  void resize(long limit) {
    this.limit = limit;
    trim(limit);
  }

  private Optional<List<Integer>> take(int key) {
    for (int i = 0; i < ghosts.size(); i++) {
      if (ghosts.get(i).key == key) {
        ghosts.remove(i);
        return Optional.of(notes.remove(i));
      }
    }
    return Optional.empty();
  }

  private void trim(long most) {
    while (Item.weight(ghosts) > most) {
      ghosts.remove(0);
      notes.remove(0);
    }
  }
}
