package io.cashew.node.store.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** GDSF: all entries and their priorities. Knows no rule for equal ones: there must be none. */
final class GdsfModel implements PolicyModel {
  private final List<Item> items = new ArrayList<>();
  private final Map<Integer, Double> priorities = new HashMap<>();
  private double inflation;

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
    int key =
        priorities.keySet().stream().min(Comparator.comparingDouble(priorities::get)).orElseThrow();
    inflation = priorities.get(key);
    removed(key);
    return key;
  }

  @Override
  public void resize(long capacity) {}

  @Override
  public String list(int key) {
    return "ranked";
  }

  private void value(Item item) {
    priorities.put(item.key, inflation + (double) item.uses / item.weight);
  }
}
