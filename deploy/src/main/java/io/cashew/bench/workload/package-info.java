/**
 * What a bench asks for: which verbs, which keys, how large the values.
 *
 * <p>Plain arithmetic, drawn from seeded randomness, so that a run can be repeated. Knows nothing
 * of time, threads or protocols. Start at {@link io.cashew.bench.workload.Workload}.
 */
@NullMarked
package io.cashew.bench.workload;

import org.jspecify.annotations.NullMarked;
