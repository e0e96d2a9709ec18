package io.cashew.telemetry;

/**
 * A stretch of a traced operation's way. Thread-safe; nothing here blocks or throws, and what comes
 * after the end is ignored.
 */
public interface Span {
  /** What names it to whoever goes on. */
  TraceContext context();

  /** Begins a span within this one. */
  Span child(String name, Kind kind);

  void attribute(String key, String value);

  void attribute(String key, long value);

  /** Another span, perhaps of another trace, has to do with it. */
  void linkTo(TraceContext other);

  /** It failed, for a reason that has a name. */
  void fail(String reason);

  /** It is over. Once; from then on it can be exported. */
  void end();

  /** Where it lies between those who ask and those who answer. */
  enum Kind {
    INTERNAL,
    /** It answers another process. */
    SERVER,
    /** It asks another process. */
    CLIENT
  }
}
