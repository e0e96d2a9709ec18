/**
 * A proxy: stateless, any number of them; clients talk to it and it talks to the nodes.
 *
 * <p>{@link io.cashew.proxy.Proxy} wires the parts: doors, routing, links, the coordinator, admin.
 * Knows nothing of how a node works.
 */
@NullMarked
package io.cashew.proxy;

import org.jspecify.annotations.NullMarked;
