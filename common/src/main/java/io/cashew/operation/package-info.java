/**
 * What can be asked of the cache and what it answers: the only things that doors, router, links and
 * groups exchange.
 *
 * <p>Immutable values that check themselves: an {@link io.cashew.operation.Operation} that exists
 * is within the limits. Knows no wire format.
 */
@NullMarked
package io.cashew.operation;

import org.jspecify.annotations.NullMarked;
