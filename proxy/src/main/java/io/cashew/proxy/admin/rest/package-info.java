/**
 * The admin service by HTTP, for those who have no gRPC at hand.
 *
 * <p>Each request is turned into a call of the very service that gRPC clients reach, and its reply
 * into JSON; nothing is decided here. Start at {@link io.cashew.proxy.admin.rest.AdminRoutes}.
 */
@NullMarked
package io.cashew.proxy.admin.rest;

import org.jspecify.annotations.NullMarked;
