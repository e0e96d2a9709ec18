/**
 * What a node tells of itself: numbers for Prometheus, and whether it can serve.
 *
 * <p>Reads what the others count, when it is asked; nobody calls it on the path of a request. Start
 * at {@link io.cashew.node.metrics.NodeMetrics}.
 */
@NullMarked
package io.cashew.node.metrics;

import org.jspecify.annotations.NullMarked;
