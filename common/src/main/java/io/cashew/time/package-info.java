/**
 * Time: the only place that knows the clock, so that tests and simulations can bring their own.
 *
 * <p>Everything here is monotonic. Wall-clock time is for people and is read nowhere else than
 * where a text is written for them.
 */
@NullMarked
package io.cashew.time;

import org.jspecify.annotations.NullMarked;
