/**
 * All that a storage node decides, wired: terms, fences, groups, handover. Without sockets, cluster
 * store and threads of its own, so that a simulation runs the very same object.
 *
 * <p>Called by the wire and by whoever follows the cluster store; knows neither. Start at {@link
 * io.cashew.node.core.Node}.
 */
@NullMarked
package io.cashew.node.core;

import org.jspecify.annotations.NullMarked;
