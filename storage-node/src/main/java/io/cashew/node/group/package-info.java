/**
 * Groups: named caches, each with its memory and its loads behind one door.
 *
 * <p>Called by the link with operations; answers with replies, at once or when a load has finished.
 * Knows nothing of gRPC and etcd. Start at {@link io.cashew.node.group.Gatekeeper}, which checks
 * the term, then {@link io.cashew.node.group.Group}.
 */
@NullMarked
package io.cashew.node.group;

import org.jspecify.annotations.NullMarked;
