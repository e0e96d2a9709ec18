package io.cashew.proxy.health;

import io.cashew.ring.NodeId;

/**
 * What a node says when it is probed.
 *
 * @param node its id; empty if it does not say
 * @param instance which of its lives this is; 0 if it does not say
 * @param epoch of the ring it has applied; 0 if it does not say
 * @param giving partitions it has lost and whose new owners still fetch entries from it
 * @param taking partitions it has got and whose entries it still fetches
 */
public record Pong(String node, long instance, long epoch, int giving, int taking) {
  /** The answer of one that knows nothing of probes, and is there. */
  public static final Pong BARE = new Pong("", 0, 0, 0, 0);

  /** Whether this is the word of one life of a node; 0: of any. */
  boolean isOf(NodeId id, long expectedInstance) {
    return (node.isEmpty() || node.equals(id.value()))
        && (instance == 0 || expectedInstance == 0 || instance == expectedInstance);
  }
}
