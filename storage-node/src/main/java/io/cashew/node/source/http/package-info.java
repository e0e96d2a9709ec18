/**
 * Services that speak HTTP as sources: one GET for each load.
 *
 * <p>The key becomes part of the URL, each byte that could mean anything there percent-encoded,
 * once. 200 is a value, 204 an empty one, the statuses that the configuration lists (404 and 410)
 * are absence, and everything else is a failure; redirects are not followed. Where a value in
 * memory has an {@code ETag} or {@code Last-Modified} that is known, the service is asked whether
 * it has changed.
 *
 * <p>What a hostile or broken service sends costs the one load that asked: bodies are counted while
 * they arrive, and the exchange ends with the load.
 *
 * <p>Called through {@link io.cashew.node.source.DataSource}. Start at {@link
 * io.cashew.node.source.http.HttpConnection}.
 */
@NullMarked
package io.cashew.node.source.http;

import org.jspecify.annotations.NullMarked;
