/**
 * Replays recorded requests against an eviction policy, to learn its hit ratio before a node runs
 * it. Called by {@code cashew bench trace} and by the policies' tests. Knows policies and files,
 * nothing of shards or memory. Start at {@link io.cashew.node.store.trace.Replay}.
 */
@NullMarked
package io.cashew.node.store.trace;

import org.jspecify.annotations.NullMarked;
