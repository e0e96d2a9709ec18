/**
 * A proxy's side of its connections to nodes: coalescing streams, one per node and event loop.
 *
 * <p>Called by routing. Knows nothing of the ring: it sends what it is given to the node it is
 * given. Start at {@link io.cashew.proxy.link.NodeLinks}, then {@link
 * io.cashew.proxy.link.LinkStream}.
 */
@NullMarked
package io.cashew.proxy.link;

import org.jspecify.annotations.NullMarked;
