package io.cashew.config;

import static com.google.common.base.Preconditions.checkNotNull;

/** How a process logs. Its levels are no setting: they change while it runs. */
public record LogSettings(Format format) {
  /** Lines for people. */
  public static final LogSettings DEFAULT = new LogSettings(Format.HUMAN);

  /** What a line is. */
  public enum Format {
    HUMAN,
    /** An object. */
    JSON
  }

  public LogSettings {
    checkNotNull(format, "format");
  }

  /** Reads the section {@code log}. */
  static LogSettings from(Settings settings) {
    return new LogSettings(settings.choice("format", DEFAULT.format()));
  }
}
