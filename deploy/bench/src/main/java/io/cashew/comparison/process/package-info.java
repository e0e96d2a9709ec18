/**
 * The processes of a comparison: starting and ending them, and what each uses of the machine.
 *
 * <p>Knows nothing of what they are. Start at {@link io.cashew.comparison.process.Processes}.
 */
@NullMarked
package io.cashew.comparison.process;

import org.jspecify.annotations.NullMarked;
