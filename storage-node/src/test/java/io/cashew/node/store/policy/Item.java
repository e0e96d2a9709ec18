package io.cashew.node.store.policy;

import java.util.List;

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
    return items.stream().filter(item -> item.key == key).findFirst().orElseThrow();
  }

  static boolean contains(List<Item> items, int key) {
    return items.stream().anyMatch(item -> item.key == key);
  }

  static long weight(List<Item> items) {
    return items.stream().mapToLong(item -> item.weight).sum();
  }
}
