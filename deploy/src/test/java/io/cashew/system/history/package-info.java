/**
 * What clients saw, and whether it may have been. Pure: no clock, no thread, no cluster. Start at
 * {@link io.cashew.system.history.HistoryChecker}.
 */
@NullMarked
package io.cashew.system.history;

import org.jspecify.annotations.NullMarked;
