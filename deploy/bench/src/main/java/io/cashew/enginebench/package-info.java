/**
 * Measures the storage engine against its bars, and its peers in the same run. A command for each
 * question; start at {@link io.cashew.enginebench.EngineBench}. Nothing of the product knows it.
 */
@NullMarked
package io.cashew.enginebench;

import org.jspecify.annotations.NullMarked;
