/**
 * Long runs that break a cluster of real processes on the loopback, for people: the command {@code
 * deploy/chaos/chaos}. Part of no distribution. Start at {@link io.cashew.chaos.ChaosCommand}.
 */
@NullMarked
package io.cashew.chaos;

import org.jspecify.annotations.NullMarked;
