/**
 * The Java client: asks a cluster's proxies for keys, by futures or by threads that wait.
 *
 * <p>Used by applications and by the {@code cashew} command. Knows the proxies' addresses and
 * nothing of nodes, rings or routes; how requests get to the proxies is {@code
 * io.cashew.client.link}'s to know. Start at {@link io.cashew.client.CashewClient}; for people
 * there is {@code docs/client.md}.
 */
@NullMarked
package io.cashew.client;

import org.jspecify.annotations.NullMarked;
