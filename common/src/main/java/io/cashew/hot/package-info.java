/**
 * Which keys are asked for most, at this moment: found in a sample of the operations, in little
 * memory.
 *
 * <p>Proxies and nodes tell each operation to the {@link io.cashew.hot.HotLane} of their thread;
 * for most that is a subtraction. Knows nothing of requests or of who looks. Start at {@link
 * io.cashew.hot.HotKeys}.
 */
@NullMarked
package io.cashew.hot;

import org.jspecify.annotations.NullMarked;
