package io.cashew.node.load;

/** Says whether this node holds a term at this moment. Cheap; any thread. */
@FunctionalInterface
public interface Tenure {
  boolean holds(int partition, long since);
}
