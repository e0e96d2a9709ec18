package io.cashew.node.store.policy;

/**
 * A policy as the textbook has it, on keys: plain collections, searched from end to end. Told the
 * same as the policy, it has to say the same.
 */
public interface PolicyModel {
  int NOBODY = -1;

  void admitted(int key, long weight);

  void touched(int key);

  void reweighed(int key, long weight);

  void removed(int key);

  /** The key that goes next, taken out; {@link #NOBODY} if there is none. */
  int victim();

  void resize(long capacity);

  /** The part that the key is in, as {@link Policy#list} calls it. */
  String list(int key);

  /** One more that has gone, if that does not follow from the order. */
  default int nextGone() {
    return NOBODY;
  }

  /** Whether it knows by itself who goes next, and need not be told. */
  default boolean knowsOrder() {
    return true;
  }
}
