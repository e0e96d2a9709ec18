package io.cashew.node.store.policy;

import java.util.ArrayList;
import java.util.List;

/** Segmented LRU: two lists, the least recent first. */
final class SlruModel implements PolicyModel {
  private final int percent;
  private final List<Item> probation = new ArrayList<>();
  private final List<Item> safe = new ArrayList<>();
  private long mayBeSafe;

  SlruModel(int percent) {
    this.percent = percent;
  }

  @Override
  public void admitted(int key, long weight) {
    probation.add(new Item(key, weight));
  }

  @Override
  public void touched(int key) {
    List<Item> from = Item.contains(safe, key) ? safe : probation;
    Item item = Item.find(from, key);
    from.remove(item);
    boolean stays = from == probation && item.weight > mayBeSafe;
    (stays ? probation : safe).add(item);
    if (from == probation && !stays) {
      demote();
    }
  }

  @Override
  public void reweighed(int key, long weight) {
    Item.find(Item.contains(safe, key) ? safe : probation, key).weight = weight;
    demote();
  }

  @Override
  public void removed(int key) {
    probation.removeIf(item -> item.key == key);
    safe.removeIf(item -> item.key == key);
  }

  @Override
  public int victim() {
    List<Item> from = probation.isEmpty() ? safe : probation;
    return from.isEmpty() ? NOBODY : from.remove(0).key;
  }

  @Override
  public void resize(long capacity) {
    mayBeSafe = capacity * percent / 100;
  }

  @Override
  public String list(int key) {
    return Item.contains(safe, key) ? "protected" : "probation";
  }

  private void demote() {
    while (Item.weight(safe) > mayBeSafe) {
      probation.add(safe.remove(0));
    }
  }
}
