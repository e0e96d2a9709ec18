/**
 * How a key becomes 64 bits and a partition, the same on every process of a cluster.
 *
 * <p>Called by whatever routes and by the ring, which keeps the settings of the hash in its record.
 * Pure: knows nothing of nodes, owners or the cluster store. Start at {@link
 * io.cashew.hash.KeyHash}.
 */
@NullMarked
package io.cashew.hash;

import org.jspecify.annotations.NullMarked;
