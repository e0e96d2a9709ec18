/**
 * One group's memory on one node: what is kept, for how long, and what has to go.
 *
 * <p>Called by the group, which knows terms, loads and settings. Knows nothing of them: an entry's
 * tag and a request's {@code since} are numbers to compare. No gRPC, no etcd, no ring. Start at
 * {@link io.cashew.node.store.Store}, then {@link io.cashew.node.store.Shard}.
 */
@NullMarked
package io.cashew.node.store;

import org.jspecify.annotations.NullMarked;
