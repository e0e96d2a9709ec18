/**
 * Operations per second of CPU time, of the engine and of two caches on the heap. Start at {@link
 * io.cashew.enginebench.speed.SpeedCommand} for what is run, and at {@link
 * io.cashew.enginebench.speed.SpeedBenchmark} for what is measured.
 */
@NullMarked
package io.cashew.enginebench.speed;

import org.jspecify.annotations.NullMarked;
