package io.cashew.telemetry;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Traces what its caller traces, and a share of what comes without a trace. Decides before anything
 * is made, so what is left out costs a random number.
 */
public final class SampledTracer implements Tracer {
  private final Tracer tracer;
  private final double share;
  private final DoubleSupplier random;

  /**
   * A sample of another tracer's.
   *
   * @param share of what comes without a trace, 0 to 1
   * @param random 0 to below 1, any thread
   */
  public SampledTracer(Tracer tracer, double share, DoubleSupplier random) {
    checkArgument(share >= 0 && share <= 1, "share: %s (expected: 0 to 1)", share);
    this.tracer = tracer;
    this.share = share;
    this.random = random;
  }

  @Override
  public @Nullable Span begin(String name, Span.Kind kind, @Nullable TraceContext parent) {
    return isInSample(parent) ? tracer.begin(name, kind, parent) : null;
  }

  private boolean isInSample(@Nullable TraceContext parent) {
    return parent == null ? share > 0 && random.getAsDouble() < share : parent.isSampled();
  }
}
