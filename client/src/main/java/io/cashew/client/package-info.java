/**
 * The Java client: asks a cluster's proxies for keys, by futures over gRPC.
 *
 * <p>Used by applications and by the {@code cashew} command. Knows the proxies' addresses and
 * nothing of nodes, rings or routes. Start at {@link io.cashew.client.CashewClient}.
 */
@NullMarked
package io.cashew.client;

import org.jspecify.annotations.NullMarked;
