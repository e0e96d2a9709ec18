/**
 * What a group keeps when its memory is full: the eviction policies.
 *
 * <p>A policy belongs to one group in one shard and knows entries by their handles alone; keys,
 * values, clocks and locks are the shard's affair. So the same class runs in a node and in a replay
 * of a trace ({@link io.cashew.node.store.trace}), and its hit ratio is a unit test. Start at
 * {@link io.cashew.node.store.policy.Policy}, then the smallest one, {@code Fifo}.
 */
@NullMarked
package io.cashew.node.store.policy;

import org.jspecify.annotations.NullMarked;
