/**
 * Cashew beside other caches and proxies: all of them in one run, in turns, and tables of how they
 * compare.
 *
 * <p>Start at {@link io.cashew.comparison.Compare}, then {@link io.cashew.comparison.Scenarios},
 * which says what is measured.
 */
@NullMarked
package io.cashew.comparison;

import org.jspecify.annotations.NullMarked;
