/**
 * Why requests fail: one word per cause, with its status in each protocol and its retry rule.
 *
 * <p>Used by everything that can refuse or fail a request. Start at {@link
 * io.cashew.status.Reason}; the table for people is {@code docs/statuses.md}.
 */
@NullMarked
package io.cashew.status;

import org.jspecify.annotations.NullMarked;
