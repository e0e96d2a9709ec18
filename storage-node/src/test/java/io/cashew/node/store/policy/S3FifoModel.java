package io.cashew.node.store.policy;

import java.util.ArrayList;
import java.util.List;

/** S3-FIFO: three queues, the oldest first. */
final class S3FifoModel implements PolicyModel {
  private final int smallPercent;
  private final List<Item> small = new ArrayList<>();
  private final List<Item> main = new ArrayList<>();
  private final GhostModel ghosts = new GhostModel();
  private long mayBeMain;

  S3FifoModel(int smallPercent) {
    this.smallPercent = smallPercent;
  }

  @Override
  public void admitted(int key, long weight) {
    (ghosts.ask(key).isPresent() ? main : small).add(new Item(key, weight));
  }

  @Override
  public void touched(int key) {
    Item item = find(key);
    item.uses = Math.min(3, item.uses + 1);
  }

  @Override
  public void reweighed(int key, long weight) {
    find(key).weight = weight;
  }

  @Override
  public void removed(int key) {
    small.removeIf(item -> item.key == key);
    main.removeIf(item -> item.key == key);
  }

  @Override
  public int victim() {
    if (!small.isEmpty() || !main.isEmpty()) {
      // Once begun, the small queue is gone through until it yields somebody.
      if (main.isEmpty() || Item.weight(main) <= mayBeMain) {
        while (!small.isEmpty()) {
          Item item = small.remove(0);
          if (item.uses < 2) {
            ghosts.add(item.key, item.weight, List.of());
            return item.key;
          }
          item.uses = 0;
          main.add(item);
        }
      }
      Item item = main.remove(0);
      while (item.uses > 0) {
        item.uses--;
        main.add(item);
        item = main.remove(0);
      }
      return item.key;
    }
    return NOBODY;
  }

  @Override
  public void resize(long capacity) {
    mayBeMain = capacity - capacity * smallPercent / 100;
    ghosts.resize(capacity * 90 / 100);
  }

  @Override
  public String list(int key) {
    return Item.contains(main, key) ? "main" : "small";
  }

  private Item find(int key) {
    return Item.find(Item.contains(main, key) ? main : small, key);
  }
}
