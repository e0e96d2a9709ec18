/**
 * The HTTP door: single keys as they are, many keys as JSON.
 *
 * <p>Turns requests into operations for the router and its replies into responses. Knows no node
 * and no ring; HTTP itself is {@link io.cashew.http}'s. A connection lives on one event loop, as do
 * all its requests. Start at {@link io.cashew.proxy.door.http.HttpDoor} and {@link
 * io.cashew.proxy.door.http.DoorRoutes}; what a request takes up is held by its {@link
 * io.cashew.proxy.door.http.DoorCall}.
 */
@NullMarked
package io.cashew.proxy.door.http;

import org.jspecify.annotations.NullMarked;
