package io.cashew.node.store.policy;

import java.util.List;
import java.util.NoSuchElementException;

/** An entry of a {@link PolicyModel}, with whatever any of them wants to know about it. */
final class Item {
  final int key;
  long weight;
  int uses;

  Item(int key, long weight) {
    this.key = key;
    this.weight = weight;
  }

  static Item find(List<Item> items, int key) {
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).key == key) {
        return items.get(i);
      }
    }
    throw new NoSuchElementException("no item has key " + key);
  }

  static boolean contains(List<Item> items, int key) {
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).key == key) {
        return true;
      }
    }
    return false;
  }

  static long weight(List<Item> items) {
    long sum = 0;
    for (int i = 0; i < items.size(); i++) {
      sum += items.get(i).weight;
    }
    return sum;
  }
}
