/**
 * What traces are made of: the context that names a trace, spans, and who begins them. Independent
 * of what collects them; {@code io.cashew.telemetry.open} knows that.
 *
 * <p>Called wherever an operation passes: by client, proxy and node. Knows nothing of wires and
 * exporters. What is not traced costs a comparison and no memory: absent spans are null. Start at
 * {@link io.cashew.telemetry.OperationSpans}.
 */
@NullMarked
package io.cashew.telemetry;

import org.jspecify.annotations.NullMarked;
