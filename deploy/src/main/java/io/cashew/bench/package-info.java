/**
 * Measures a running system from outside, as its clients see it.
 *
 * <p>What is asked for comes from {@link io.cashew.bench.workload}, how it is asked for from a
 * {@link io.cashew.bench.Target}; here is when to ask, and what became of it. Knows no protocol and
 * no command line. Start at {@link io.cashew.bench.Bench}, then {@code Driver}.
 */
@NullMarked
package io.cashew.bench;

import org.jspecify.annotations.NullMarked;
