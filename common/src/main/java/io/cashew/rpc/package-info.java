/**
 * What every process needs to speak gRPC: event loops, servers, the codecs between messages and
 * {@code io.cashew.operation}, and the writer that gathers small messages.
 *
 * <p>An edge: generated classes are known here, in the links and in the doors only. What links
 * carry most of is in {@code io.cashew.rpc.link}. Start at {@link io.cashew.rpc.RpcServer} and
 * {@link io.cashew.rpc.TurnWriter}.
 */
@NullMarked
package io.cashew.rpc;

import org.jspecify.annotations.NullMarked;
