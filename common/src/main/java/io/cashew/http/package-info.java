/**
 * HTTP for whoever has something to say by it: a server, and routes from paths to handlers.
 *
 * <p>Knows nothing of what is said. Start at {@link io.cashew.http.HttpServer} and {@link
 * io.cashew.http.Routes}; what the bytes of a connection go through is a {@link
 * io.cashew.http.Pipeline}.
 */
@NullMarked
package io.cashew.http;

import org.jspecify.annotations.NullMarked;
