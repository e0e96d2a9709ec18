/** Keys, values and who asks for which: what all benchmarks of the engine have in common. */
@NullMarked
package io.cashew.enginebench.workload;

import org.jspecify.annotations.NullMarked;
