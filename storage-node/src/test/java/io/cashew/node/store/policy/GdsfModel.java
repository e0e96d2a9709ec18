package io.cashew.node.store.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** GDSF: all entries and their priorities. Which of equal ones goes, it has to be told. */
final class GdsfModel implements PolicyModel {
  private final List<Item> items = new ArrayList<>();
  private final Map<Integer, Double> priorities = new HashMap<>();
  private final IntPredicate gone;
  private double inflation;

  /**
   * Starts empty.
   *
   * @param gone says of a key whether the policy has let it go
   */
  GdsfModel(IntPredicate gone) {
    this.gone = gone;
  }

  @Override
  public void admitted(int key, long weight) {
    items.add(new Item(key, weight));
    touched(key);
  }

  @Override
  public void touched(int key) {
    Item item = Item.find(items, key);
    item.uses = Math.min(255, item.uses + 1);
    value(item);
  }

  @Override
  public void reweighed(int key, long weight) {
    Item item = Item.find(items, key);
    item.weight = weight;
    value(item);
  }

  @Override
  public void removed(int key) {
    items.removeIf(item -> item.key == key);
    priorities.remove(key);
  }

  @Override
  public int victim() {
    if (items.isEmpty()) {
      return NOBODY;
    }
    inflation = Collections.min(priorities.values());
    int key = NOBODY;
    for (Map.Entry<Integer, Double> entry : priorities.entrySet()) {
      if (entry.getValue() == inflation && (key == NOBODY || gone.test(entry.getKey()))) {
        key = entry.getKey();
      }
    }
    removed(key);
    return key;
  }

  @Override
  public void resize(long capacity) {}

  @Override
  public String list(int key) {
    return "ranked";
  }

  @Override
  public int nextGone() {
    for (Map.Entry<Integer, Double> entry : priorities.entrySet()) {
      if (entry.getValue() == inflation && gone.test(entry.getKey())) {
        int key = entry.getKey();
        removed(key);
        return key;
      }
    }
    return NOBODY;
  }

  @Override
  public boolean knowsOrder() {
    return false;
  }

  private void value(Item item) {
    priorities.put(item.key, inflation + (double) item.uses / item.weight);
  }
}
