/**
 * A storage node: memory, and on a miss a call to the group's source. It hashes nothing and chooses
 * no route; it answers for what the ring says it owns.
 *
 * <p>{@link io.cashew.node.StorageNode} wires the parts. Knows nothing of proxies.
 */
@NullMarked
package io.cashew.node;

import org.jspecify.annotations.NullMarked;
