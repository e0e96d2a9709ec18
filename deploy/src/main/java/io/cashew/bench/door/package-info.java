/**
 * The doors that clients of a cluster come in by, as targets of a bench. The one for Redis clients
 * measures whatever speaks their protocol.
 *
 * <p>Called by the {@code cashew} command; here is nothing but how a request is sent and what an
 * answer means. All doors but the client library's work on the bench's own threads. Start at {@link
 * io.cashew.bench.door.ExchangeTarget}.
 */
@NullMarked
package io.cashew.bench.door;

import org.jspecify.annotations.NullMarked;
