/**
 * What somebody should look at: states that a proxy cannot end by itself.
 *
 * <p>Whoever finds such a state raises an {@link io.cashew.proxy.alarm.Alarm} in {@link
 * io.cashew.proxy.alarm.Alarms} and clears it when it is over. Knows nothing of what is wrong.
 */
@NullMarked
package io.cashew.proxy.alarm;

import org.jspecify.annotations.NullMarked;
