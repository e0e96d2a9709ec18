/**
 * What this node owns, since when, and whether it may act on it yet: rules R1, R2 and R11.
 *
 * <p>Protocol logic without sockets, so that a simulation can run it. Readers take one snapshot of
 * the {@link io.cashew.node.term.Terms} per operation; everything that writes runs on the node's
 * control thread. Start at {@link io.cashew.node.term.Terms}, then {@link
 * io.cashew.node.term.TermTable}.
 */
@NullMarked
package io.cashew.node.term;

import org.jspecify.annotations.NullMarked;
