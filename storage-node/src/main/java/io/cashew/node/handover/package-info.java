/**
 * Warm handover: what a partition's previous owner has in memory comes to the new one, by two ways
 * at once. A miss asks for its key (rule R13); all else is streamed, what is used most first.
 *
 * <p>Ownership has moved by then, so no write waits for this. What was changed at the new owner
 * never comes from the previous one (rule R9), and after a restart nothing does (rule R12).
 * Protocol logic without sockets. Start at {@link io.cashew.node.handover.Takeovers} for the side
 * that gets and {@link io.cashew.node.handover.Donor} for the side that gives.
 */
@NullMarked
package io.cashew.node.handover;

import org.jspecify.annotations.NullMarked;
