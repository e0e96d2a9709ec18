package io.cashew.node.store.policy;

/** Least recently used goes first. */
final class Lru implements Policy {
  private final EntryList byUse;

  Lru(Entries entries) {
    this.byUse = new EntryList(entries);
  }

  @Override
  public void admitted(int handle) {
    byUse.addFirst(handle);
  }

  @Override
  public void touched(int handle) {
    byUse.moveToFirst(handle);
  }

  @Override
  public void reweighed(int handle, long weightBefore) {
    byUse.reweigh(handle, weightBefore);
  }

  @Override
  public void removed(int handle) {
    byUse.remove(handle);
  }

  @Override
  public int victim() {
    return byUse.removeLast();
  }

  @Override
  public void resize(long capacity) {
    // nothing depends on it
  }

  @Override
  public long weight() {
    return byUse.weight();
  }

  @Override
  public int size() {
    return byUse.size();
  }

  @Override
  public String list(int handle) {
    return "lru";
  }

  @Override
  public int frequency(int handle) {
    return -1;
  }

  @Override
  public void forEach(HandleVisitor visitor) {
    byUse.forEach(visitor);
  }

  @Override
  public void checkIntegrity() {
    byUse.checkIntegrity();
  }
}
