/**
 * Ways into a cluster of ours, and into others by Lettuce, for the load process.
 *
 * <p>Each is a {@link io.cashew.comparison.load.Target} that does as that client's users do. Start
 * at {@link io.cashew.comparison.asked.TargetMain}.
 */
@NullMarked
package io.cashew.comparison.asked;

import org.jspecify.annotations.NullMarked;
