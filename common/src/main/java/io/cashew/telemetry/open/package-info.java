/**
 * Spans as OpenTelemetry knows them. Needs its API, which whoever traces brings along. Start at
 * {@link io.cashew.telemetry.open.OpenTelemetryTracer}.
 */
@NullMarked
package io.cashew.telemetry.open;

import org.jspecify.annotations.NullMarked;
