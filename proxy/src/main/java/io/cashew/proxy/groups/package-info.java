/**
 * What people do with groups: make, change and drop them, and flush what they hold.
 *
 * <p>Everything is put into the cluster store first, where nodes find it; then the nodes are asked,
 * so that whoever asked for it knows when it is done. Called by the admin service; knows nothing of
 * gRPC. Start at {@link io.cashew.proxy.groups.GroupWishes} and {@link
 * io.cashew.proxy.groups.Flushing}.
 */
@NullMarked
package io.cashew.proxy.groups;

import org.jspecify.annotations.NullMarked;
