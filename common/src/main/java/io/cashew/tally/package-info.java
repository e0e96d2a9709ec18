/**
 * Counting where it must cost nothing: one thread writes, plainly, and whoever looks reads what is
 * there.
 *
 * <p>Used on the path of requests. Knows neither names nor units, nor who looks. Start at {@link
 * io.cashew.tally.Counts} and {@link io.cashew.tally.Histogram}.
 */
@NullMarked
package io.cashew.tally;

import org.jspecify.annotations.NullMarked;
