package io.cashew.node.store.policy;

import java.util.ArrayList;
import java.util.List;

/** 2Q: A1in and Am, those to go first at the front, and A1out. */
final class TwoQModel implements PolicyModel {
  private final int inPercent;
  private final int outPercent;
  private final List<Item> in = new ArrayList<>();
  private final List<Item> main = new ArrayList<>();
  private final GhostModel out = new GhostModel();
  private long mayBeIn;

  TwoQModel(int inPercent, int outPercent) {
    this.inPercent = inPercent;
    this.outPercent = outPercent;
  }

  @Override
  public void admitted(int key, long weight) {
    (out.ask(key).isPresent() ? main : in).add(new Item(key, weight));
  }

  @Override
  public void touched(int key) {
    if (Item.contains(main, key)) {
      Item item = Item.find(main, key);
      main.remove(item);
      main.add(item);
    }
  }

  @Override
  public void reweighed(int key, long weight) {
    Item.find(Item.contains(main, key) ? main : in, key).weight = weight;
  }

  @Override
  public void removed(int key) {
    in.removeIf(item -> item.key == key);
    main.removeIf(item -> item.key == key);
  }

  @Override
  public int victim() {
    if (in.isEmpty() && main.isEmpty()) {
      return NOBODY;
    }
    if (Item.weight(in) > mayBeIn || main.isEmpty()) {
      Item item = in.remove(0);
      out.add(item.key, item.weight, List.of());
      return item.key;
    }
    return main.remove(0).key;
  }

  @Override
  public void resize(long capacity) {
    mayBeIn = capacity * inPercent / 100;
    out.resize(capacity * outPercent / 100);
  }

  @Override
  public String list(int key) {
    return Item.contains(main, key) ? "main" : "in";
  }
}
