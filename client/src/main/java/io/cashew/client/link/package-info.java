/**
 * A client's connections to its proxies: operations in, replies out, many in one message.
 *
 * <p>A <em>lane</em> is an event loop and all that belongs to it: a stream to each proxy, the
 * deadlines of its calls, and what is to be done when a proxy fails. A call is begun on any thread,
 * crosses to its lane once, and never leaves it. Knows nothing of futures or of what replies mean
 * to callers. Start at {@link io.cashew.client.link.ProxyLinks}, then {@link
 * io.cashew.client.link.Lane}.
 */
@NullMarked
package io.cashew.client.link;

import org.jspecify.annotations.NullMarked;
