package io.cashew.node.store.policy;

/**
 * Segmented LRU behind an admission window that adapts: the default. A newcomer has the window to
 * prove itself in; after that it stays only if it was used more often than those it would displace.
 * How large the window is decides between recency and frequency, and a {@link WindowController}
 * that all shards of a group have in common decides how large it is.
 *
 * <p>See {@link WindowedSlru} for the lists, {@link FrequencySketch} for the counting.
 */
final class AdaptiveSlru implements Policy {
  private static final int FEW = 1024;

  private final Entries entries;
  private final FrequencySketch sketch = new FrequencySketch();
  private final WindowController controller;
  private final WindowController.Seat seat;
  private final WindowedSlru slru;
  private long capacity;
  private boolean pressed;
  private boolean counting;

  AdaptiveSlru(Entries entries, WindowController controller) {
    this.entries = entries;
    this.controller = controller;
    this.seat = controller.seat(entries);
    this.slru = new WindowedSlru(entries, sketch, controller.share());
  }

  @Override
  public void admitted(int handle) {
    slru.setShare(controller.share());
    slru.admitted(handle);
    int size = slru.size();
    // while there is much room nothing is compared: sketch and shadows would be for nothing
    pressed = slru.weight() >= capacity / 8;
    counting = size <= FEW || slru.weight() >= capacity / 2;
    if (counting) {
      sketch.fit(size);
      sketch.halveEvery(
          (long) (controller.patience() * WindowController.USES_PER_ENTRY * Math.max(size, 32)));
    }
    used(handle);
  }

  @Override
  public void touched(int handle) {
    used(handle);
    slru.touched(handle);
  }

  private void used(int handle) {
    int hash = entries.hash(handle);
    if (counting) {
      sketch.increment(hash);
    }
    if (pressed && controller.samples(hash)) {
      controller.used(hash, entries.weight(handle));
    }
  }

  @Override
  public void reweighed(int handle, long weightBefore) {
    slru.reweighed(handle, weightBefore);
  }

  @Override
  public void removed(int handle) {
    slru.removed(handle);
    int hash = entries.hash(handle);
    if (pressed && controller.samples(hash)) {
      controller.removed(hash);
    }
  }

  @Override
  public int victim() {
    return slru.victim();
  }

  @Override
  public void resize(long bytes) {
    capacity = bytes;
    seat.resize(bytes);
    slru.resize(bytes);
  }

  @Override
  public long weight() {
    return slru.weight();
  }

  @Override
  public int size() {
    return slru.size();
  }

  @Override
  public String list(int handle) {
    return slru.part(handle);
  }

  /** What the sketch's counters take. */
  long sketchBytes() {
    return sketch.bytes();
  }

  @Override
  public int frequency(int handle) {
    return sketch.frequency(entries.hash(handle));
  }

  @Override
  public void forEach(HandleVisitor visitor) {
    slru.forEach(visitor);
  }

  @Override
  public void checkIntegrity() {
    slru.checkIntegrity();
  }
}
