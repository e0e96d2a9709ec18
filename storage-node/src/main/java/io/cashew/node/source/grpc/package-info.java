/**
 * Services that implement {@code cashew.v1.Source} as sources.
 *
 * <p>Called through {@link io.cashew.node.source.DataSource}. Start at {@link
 * io.cashew.node.source.grpc.GrpcConnection}.
 */
@NullMarked
package io.cashew.node.source.grpc;

import org.jspecify.annotations.NullMarked;
