/**
 * A node's wire: streams of operations from proxies, fences to and from other nodes.
 *
 * <p>Translates and decides nothing. Start at {@link io.cashew.node.link.NodeLink}.
 */
@NullMarked
package io.cashew.node.link;

import org.jspecify.annotations.NullMarked;
