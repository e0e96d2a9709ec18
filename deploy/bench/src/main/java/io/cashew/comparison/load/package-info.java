/**
 * Keeps a cache busy and measures it, in a process of its own that is given orders line by line.
 *
 * <p>Knows nothing of any cache: what is asked is a {@link io.cashew.comparison.load.Target}. Uses
 * the JDK and HdrHistogram alone, because it also runs beside the libraries of peers. Start at
 * {@link io.cashew.comparison.load.LoadProcess}.
 */
@NullMarked
package io.cashew.comparison.load;

import org.jspecify.annotations.NullMarked;
