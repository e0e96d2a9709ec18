/**
 * Sends spans to a collector. The one place that knows OpenTelemetry's SDK; nothing of it is loaded
 * while tracing is off. Start at {@link io.cashew.tracing.Tracing}.
 */
@NullMarked
package io.cashew.tracing;

import org.jspecify.annotations.NullMarked;
