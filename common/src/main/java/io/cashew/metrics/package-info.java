/**
 * What a process tells of itself in numbers, as Prometheus reads them.
 *
 * <p>Whoever has numbers is a {@link io.cashew.metrics.MetricSource} and is asked at each scrape;
 * nobody pushes. Names, units and labels stand in {@link io.cashew.metrics.Metric}s. Knows nothing
 * of what is counted. Start at {@link io.cashew.metrics.Metrics}.
 */
@NullMarked
package io.cashew.metrics;

import org.jspecify.annotations.NullMarked;
