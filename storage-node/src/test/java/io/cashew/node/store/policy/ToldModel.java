package io.cashew.node.store.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Any policy, as far as it can be said without knowing it: who goes, it has to be told. */
final class ToldModel implements PolicyModel {
  private final List<Item> items = new ArrayList<>();
  private final IntPredicate gone;

  ToldModel(IntPredicate gone) {
    this.gone = gone;
  }

  @Override
  public void admitted(int key, long weight) {
    items.add(new Item(key, weight));
  }

  @Override
  public void touched(int key) {}

  @Override
  public void reweighed(int key, long weight) {
    Item.find(items, key).weight = weight;
  }

  @Override
  public void removed(int key) {
    items.remove(Item.find(items, key));
  }

  @Override
  public int victim() {
    return nextGone();
  }

  @Override
  public int nextGone() {
    for (int i = 0; i < items.size(); i++) {
      if (gone.test(items.get(i).key)) {
        return items.remove(i).key;
      }
    }
    return NOBODY;
  }

  @Override
  public void resize(long capacity) {}

  @Override
  public String list(int key) {
    throw new UnsupportedOperationException("lists are not known");
  }

  @Override
  public boolean knowsOrder() {
    return false;
  }
}
