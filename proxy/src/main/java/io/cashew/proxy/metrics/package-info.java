/**
 * What a proxy tells of itself: numbers for Prometheus, and whether it can serve.
 *
 * <p>Reads what the others count and know, when it is asked; nobody calls it on the path of a
 * request. Start at {@link io.cashew.proxy.metrics.ProxyMetrics}.
 */
@NullMarked
package io.cashew.proxy.metrics;

import org.jspecify.annotations.NullMarked;
