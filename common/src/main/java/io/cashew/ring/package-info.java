/**
 * The ring: which node owns which partition, since when, and what the next ring should be.
 *
 * <p>{@link io.cashew.ring.Ring} answers requests, {@link io.cashew.ring.RingPlan} plans changes,
 * {@link io.cashew.ring.RingDraft} is what gets written. Called by proxies, nodes and the
 * coordinator. Pure values and functions: knows nothing of the cluster store, of bytes on a wire,
 * of clocks or of who is alive. Start at {@link io.cashew.ring.Ring}.
 */
@NullMarked
package io.cashew.ring;

import org.jspecify.annotations.NullMarked;
