/**
 * The gRPC door: {@code cashew.v1.Cache}, unary calls, batches and {@code Exchange}.
 *
 * <p>Translates messages into operations and replies into messages, and decides nothing: limits are
 * checked by the operations, routing is the router's. Start at {@link
 * io.cashew.proxy.door.grpc.CacheService}.
 */
@NullMarked
package io.cashew.proxy.door.grpc;

import org.jspecify.annotations.NullMarked;
