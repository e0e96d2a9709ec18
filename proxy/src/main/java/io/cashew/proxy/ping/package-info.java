/** Probes over gRPC. Decides nothing. Start at {@link io.cashew.proxy.ping.GrpcPinger}. */
@NullMarked
package io.cashew.proxy.ping;

import org.jspecify.annotations.NullMarked;
