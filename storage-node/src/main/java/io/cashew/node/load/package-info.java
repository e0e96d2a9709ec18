/**
 * Loads: one fetch in flight per key and term, whoever waits for it: rules R5 to R8.
 *
 * <p>Called by the group on a miss, and before anything is acknowledged that a running load must
 * not undo. Knows memory, the source and a clock; nothing of the wire. Start at {@link
 * io.cashew.node.load.Loads}.
 */
@NullMarked
package io.cashew.node.load;

import org.jspecify.annotations.NullMarked;
