/**
 * What is asked of a cluster under test, and the source behind it: both write down what happens.
 * Knows nothing of processes. Start at {@link io.cashew.system.workload.Workload}.
 */
@NullMarked
package io.cashew.system.workload;

import org.jspecify.annotations.NullMarked;
