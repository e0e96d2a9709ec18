/**
 * What a bench found, as text for people and as JSON for programs.
 *
 * <p>Called by whoever ran one: the {@code cashew} command, comparisons. Start at {@link
 * io.cashew.bench.report.TextReport}.
 */
@NullMarked
package io.cashew.bench.report;

import org.jspecify.annotations.NullMarked;
