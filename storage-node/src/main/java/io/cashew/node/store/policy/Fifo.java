package io.cashew.node.store.policy;

/** First in, first out: an entry goes when it is the oldest, however often it was used. */
final class Fifo implements Policy {
  private final EntryList queue;

  Fifo(Entries entries) {
    this.queue = new EntryList(entries);
  }

  @Override
  public void admitted(int handle) {
    queue.addFirst(handle);
  }

  @Override
  public void touched(int handle) {
    // its place does not depend on use
  }

  @Override
  public void reweighed(int handle, long weightBefore) {
    queue.reweigh(handle, weightBefore);
  }

  @Override
  public void removed(int handle) {
    queue.remove(handle);
  }

  @Override
  public int victim() {
    return queue.removeLast();
  }

  @Override
  public void resize(long capacity) {
    // nothing depends on it
  }

  @Override
  public long weight() {
    return queue.weight();
  }

  @Override
  public int size() {
    return queue.size();
  }

  @Override
  public String list(int handle) {
    return "queue";
  }

  @Override
  public int frequency(int handle) {
    return -1;
  }

  @Override
  public void forEach(HandleVisitor visitor) {
    queue.forEach(visitor);
  }

  @Override
  public void checkIntegrity() {
    queue.checkIntegrity();
  }
}
