/**
 * Measures a running cluster from outside, as its clients see it.
 *
 * <p>Called by the {@code cashew} command; speaks the public API by its stubs, so that what is
 * measured is the cluster and not the client library. Start at {@link io.cashew.bench.GetBench}.
 */
@NullMarked
package io.cashew.bench;

import org.jspecify.annotations.NullMarked;
