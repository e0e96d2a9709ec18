package io.cashew.node.store.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** LFU: all entries, those to keep longest last. */
final class LfuModel implements PolicyModel {
  private final List<Item> items = new ArrayList<>();

  @Override
  public void admitted(int key, long weight) {
    Item item = new Item(key, weight);
    item.uses = 1;
    items.add(item);
    age();
  }

  @Override
  public void touched(int key) {
    Item item = Item.find(items, key);
    items.remove(item);
    items.add(item);
    if (item.uses < 255) {
      item.uses++;
      age();
    }
  }

  @Override
  public void reweighed(int key, long weight) {
    Item.find(items, key).weight = weight;
  }

  @Override
  public void removed(int key) {
    items.removeIf(item -> item.key == key);
  }

  @Override
  public int victim() {
    if (items.isEmpty()) {
      return NOBODY;
    }
    items.sort(Comparator.comparingInt(item -> item.uses)); // stable: by last use within a count
    return items.remove(0).key;
  }

  @Override
  public void resize(long capacity) {}

  @Override
  public String list(int key) {
    return "lfu";
  }

  private void age() {
    int sum = 0;
    for (int i = 0; i < items.size(); i++) {
      sum += items.get(i).uses;
    }
    if (sum > Math.max(100, 5 * items.size())) {
      items.sort(Comparator.comparingInt(item -> item.uses)); // who had more is later for good
      items.forEach(item -> item.uses = (item.uses + 1) / 2);
    }
  }
}
