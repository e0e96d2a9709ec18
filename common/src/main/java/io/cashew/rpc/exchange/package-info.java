/**
 * {@code Exchange} of {@code cashew.v1}, as clients call it and proxies serve it: many operations
 * in a message, written and read by hand where there are many of them.
 *
 * <p>Plain gets and their hits go between operations and bytes directly; all else goes through the
 * generated classes. The bytes are the same: a test holds this against them. Values are not copied
 * out of a message that arrives, so they keep its array alive. Start at {@link
 * io.cashew.rpc.exchange.ExchangeMethod}.
 */
@NullMarked
package io.cashew.rpc.exchange;

import org.jspecify.annotations.NullMarked;
