/**
 * What a proxy counts of requests, on their path.
 *
 * <p>Called by the router and the doors; read at each scrape. A request costs two plain additions,
 * and one in 64 two looks at the clock. Start at {@link io.cashew.proxy.tally.RequestCounts}.
 */
@NullMarked
package io.cashew.proxy.tally;

import org.jspecify.annotations.NullMarked;
