package io.cashew.telemetry;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for what a traced operation brings. So the span goes along wherever the answer has to
 * come back from, and stages in between that do not trace need not know; what is not traced has no
 * such object.
 *
 * @param <T> what is waited for
 */
public final class Traced<T> implements Consumer<T> {
  private final Span span;
  private final Consumer<? super T> consumer;

  private Traced(Span span, Consumer<? super T> consumer) {
    this.span = span;
    this.consumer = consumer;
  }

  /** Who waits by a span. */
  public static <T> Traced<T> by(Span span, Consumer<? super T> consumer) {
    return new Traced<>(span, consumer);
  }

  /** {@code next}, by the span of {@code first} if that has one. */
  public static <T> Consumer<? super T> like(Consumer<? super T> first, Consumer<? super T> next) {
    return first instanceof Traced<?> traced ? new Traced<T>(traced.span, next) : next;
  }

  /** The span by which somebody waits; null: none. */
  public static @Nullable Span spanOf(Consumer<?> consumer) {
    return consumer instanceof Traced<?> traced ? traced.span : null;
  }

  /** What names that span; null: there is none. */
  public static @Nullable TraceContext contextOf(Consumer<?> consumer) {
    return consumer instanceof Traced<?> traced ? traced.span.context() : null;
  }

  @Override
  public void accept(T what) {
    consumer.accept(what);
  }
}
