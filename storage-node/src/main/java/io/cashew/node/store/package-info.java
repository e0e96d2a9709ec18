/**
 * A node's memory: what is kept of each group, for how long, and what has to go.
 *
 * <p>Called by the group, which knows terms and loads. Knows nothing of them: an entry's tag and a
 * request's {@code since} are numbers to compare. No gRPC, no etcd, no ring. Start at {@link
 * io.cashew.node.store.Stores} and {@link io.cashew.node.store.Store}, then {@link
 * io.cashew.node.store.Shard}, which puts together entries outside of the heap ({@link
 * io.cashew.node.store.memory}), their expiry and a policy for each group ({@link
 * io.cashew.node.store.policy}).
 */
@NullMarked
package io.cashew.node.store;

import org.jspecify.annotations.NullMarked;
