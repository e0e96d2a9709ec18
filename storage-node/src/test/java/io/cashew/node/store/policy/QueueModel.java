package io.cashew.node.store.policy;

import java.util.ArrayList;
import java.util.List;

/** FIFO, LRU and SIEVE: one queue, the oldest first. */
final class QueueModel implements PolicyModel {
  private final PolicyModelKind kind;
  private final List<Item> queue = new ArrayList<>();
  private int hand;

  /** What a use does. */
  enum PolicyModelKind {
    FIFO,
    LRU,
    SIEVE
  }

  QueueModel(PolicyModelKind kind) {
    this.kind = kind;
  }

  @Override
  public void admitted(int key, long weight) {
    queue.add(new Item(key, weight));
  }

  @Override
  public void touched(int key) {
    Item item = Item.find(queue, key);
    switch (kind) {
      case FIFO -> {}
      case LRU -> {
        queue.remove(item);
        queue.add(item);
      }
      case SIEVE -> item.uses = 1;
    }
  }

  @Override
  public void reweighed(int key, long weight) {
    Item.find(queue, key).weight = weight;
  }

  @Override
  public void removed(int key) {
    int index = queue.indexOf(Item.find(queue, key));
    queue.remove(index);
    if (index < hand) {
      hand--;
    }
    wrap();
  }

  @Override
  public int victim() {
    if (queue.isEmpty()) {
      return NOBODY;
    }
    if (kind != PolicyModelKind.SIEVE) {
      return queue.remove(0).key;
    }
    while (queue.get(hand).uses == 1) {
      queue.get(hand).uses = 0;
      hand++;
      wrap();
    }
    int key = queue.remove(hand).key;
    wrap();
    return key;
  }

  /** At once: what is admitted meanwhile is not what the hand comes to next. */
  private void wrap() {
    if (hand == queue.size()) {
      hand = 0;
    }
  }

  @Override
  public void resize(long capacity) {}

  @Override
  public String list(int key) {
    return switch (kind) {
      case FIFO -> "queue";
      case LRU -> "lru";
      case SIEVE -> Item.find(queue, key).uses == 1 ? "visited" : "unvisited";
    };
  }
}
