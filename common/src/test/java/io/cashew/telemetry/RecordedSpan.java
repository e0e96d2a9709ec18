package io.cashew.telemetry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A span that remembers what it was told. For one thread. */
public final class RecordedSpan implements Span {
  private static final long TRACE = 0xCA5EL;
  private static final AtomicLong IDS = new AtomicLong();

  private final String name;
  private final TraceContext context;
  private final List<RecordedSpan> children = new ArrayList<>();
  private final Map<String, Object> attributes = new LinkedHashMap<>();
  private final List<TraceContext> links = new ArrayList<>();
  private @Nullable String failure;
  private int ends;

  public RecordedSpan(String name) {
    this.name = name;
    this.context = new TraceContext(TRACE, TRACE, IDS.incrementAndGet(), TraceContext.SAMPLED, "");
  }

  public String name() {
    return name;
  }

  public List<RecordedSpan> children() {
    return children;
  }

  public Map<String, Object> attributes() {
    return attributes;
  }

  public List<TraceContext> links() {
    return links;
  }

  public @Nullable String failure() {
    return failure;
  }

  /** How often it was ended. */
  public int ends() {
    return ends;
  }

  @Override
  public TraceContext context() {
    return context;
  }

  @Override
  public Span child(String child, Kind kind) {
    RecordedSpan begun = new RecordedSpan(child);
    children.add(begun);
    return begun;
  }

  @Override
  public void attribute(String key, String value) {
    attributes.put(key, value);
  }

  @Override
  public void attribute(String key, long value) {
    attributes.put(key, value);
  }

  @Override
  public void linkTo(TraceContext other) {
    links.add(other);
  }

  @Override
  public void fail(String reason) {
    failure = reason;
  }

  @Override
  public void end() {
    ends++;
  }
}
