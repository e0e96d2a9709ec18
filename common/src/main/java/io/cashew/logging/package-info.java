/**
 * How a process logs: its levels, while it runs, and its format.
 *
 * <p>Logback is behind SLF4J in Cashew's own processes; where it is not, there is nothing to see or
 * change. Start at {@link io.cashew.logging.LogLevels}.
 */
@NullMarked
package io.cashew.logging;

import org.jspecify.annotations.NullMarked;
