package io.cashew.cluster;

import io.cashew.cluster.ClusterStore.SnapshotListener;
import io.cashew.time.Await;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers every snapshot a watch delivers. */
public final class SnapshotRecorder implements SnapshotListener {
  private final List<Snapshot> heard = new CopyOnWriteArrayList<>();

  @Override
  public void onSnapshot(Snapshot snapshot) {
    heard.add(snapshot);
  }

  /** All snapshots so far. */
  public List<Snapshot> heard() {
    return List.copyOf(heard);
  }

  /** Waits until the newest snapshot holds exactly these keys, with these values in UTF-8. */
  public void awaitNewest(Map<String, String> expected) {
    Await.until(
        "the newest snapshot holds " + expected + ", not " + heard,
        () -> !heard.isEmpty() && texts(heard.get(heard.size() - 1)).equals(expected));
  }

  /** What a snapshot holds, as texts. */
  public static Map<String, String> texts(Snapshot snapshot) {
    Map<String, String> texts = new TreeMap<>();
    snapshot.entries().forEach((key, held) -> texts.put(key, held.value().toStringUtf8()));
    return texts;
  }
}
