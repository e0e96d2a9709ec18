package io.cashew.node.store.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** LRU-K: the times of the last k uses of every key, the last first. */
final class LruKModel implements PolicyModel {
  private final int k;
  private final Map<Integer, List<Integer>> uses = new HashMap<>();
  private final Map<Integer, Long> weights = new HashMap<>();
  private final GhostModel history = new GhostModel();
  private final Comparator<Integer> oldest =
      Comparator.<Integer>comparingInt(this::kthLast)
          .thenComparingInt(each -> uses.get(each).get(0));
  private int time;

  LruKModel(int k) {
    this.k = k;
  }

  @Override
  public void admitted(int key, long weight) {
    List<Integer> known = history.ask(key).orElse(List.of());
    uses.put(key, new ArrayList<>(known));
    weights.put(key, weight);
    touched(key);
  }

  @Override
  public void touched(int key) {
    time++;
    List<Integer> times = uses.get(key);
    times.add(0, time);
    if (times.size() > k) {
      times.remove(k);
    }
  }

  @Override
  public void reweighed(int key, long weight) {
    weights.put(key, weight);
  }

  @Override
  public void removed(int key) {
    uses.remove(key);
    weights.remove(key);
  }

  @Override
  public int victim() {
    if (uses.isEmpty()) {
      return NOBODY;
    }
    int key = Collections.min(uses.keySet(), oldest);
    List<Integer> times = uses.get(key);
    history.add(key, weights.get(key), times.subList(0, Math.min(k - 1, times.size())));
    removed(key);
    return key;
  }

  @Override
  public void resize(long capacity) {
    history.resize(capacity);
  }

  @Override
  public String list(int key) {
    return kthLast(key) == 0 ? "few-uses" : "ranked";
  }

  private int kthLast(int key) {
    List<Integer> times = uses.get(key);
    return times.size() < k ? 0 : times.get(k - 1);
  }
}
