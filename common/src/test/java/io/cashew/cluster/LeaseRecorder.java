package io.cashew.cluster;

import io.cashew.cluster.ClusterStore.LeaseListener;
import io.cashew.time.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what befell a leased key. */
public final class LeaseRecorder implements LeaseListener {
  private final List<String> heard = new CopyOnWriteArrayList<>();

  @Override
  public void onHeld() {
    heard.add("held");
  }

  @Override
  public void onLost() {
    heard.add("lost");
  }

  /** Waits until exactly this has been heard, in this order. */
  public void await(String... expected) {
    Await.until("the lease was " + List.of(expected), () -> heard.equals(List.of(expected)));
  }

  /** All so far. */
  public List<String> heard() {
    return List.copyOf(heard);
  }
}
