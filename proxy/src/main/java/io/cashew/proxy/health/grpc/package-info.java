/** Probes over gRPC. Decides nothing. Start at {@link io.cashew.proxy.health.grpc.GrpcPinger}. */
@NullMarked
package io.cashew.proxy.health.grpc;

import org.jspecify.annotations.NullMarked;
