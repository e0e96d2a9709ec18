/**
 * One shard's entries outside the Java heap: nothing for the collector to trace or to move.
 *
 * <p>Memory comes in pages of one size. A page is a stretch of the index, holds rows, or is a
 * segment of the log. A <em>row</em> is 24 bytes that stay where they are: an entry's links, expiry
 * and the location of its record. A <em>record</em> is the entry's key and value in the log, where
 * it is only ever appended; the cleaner copies what is alive out of segments that are mostly dead.
 *
 * <p>Everything here is guarded by the lock of the shard that owns it. Knows nothing of clocks,
 * policies' choices, budgets of groups or ownership. Start at {@link
 * io.cashew.node.store.memory.Arena}.
 */
@NullMarked
package io.cashew.node.store.memory;

import org.jspecify.annotations.NullMarked;
