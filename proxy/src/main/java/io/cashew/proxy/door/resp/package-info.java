/**
 * The RESP door: what Redis clients speak (RESP2 and RESP3), so that they work unchanged.
 *
 * <p>Reads commands in place, turns them into operations for the router and its replies into RESP,
 * in the order asked. Knows no node, no ring and no gRPC. A connection lives on one event loop, as
 * do all its requests. Start at {@link io.cashew.proxy.door.resp.RespConnection}; what commands see
 * of it is a {@link io.cashew.proxy.door.resp.Conversation}, what each means is in {@link
 * io.cashew.proxy.door.resp.Commands}, and what all may hold in memory in {@link
 * io.cashew.proxy.door.resp.Budget}.
 */
@NullMarked
package io.cashew.proxy.door.resp;

import org.jspecify.annotations.NullMarked;
