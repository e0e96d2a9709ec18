package io.cashew.logging;

import static com.google.common.base.Preconditions.checkArgument;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Which log lines are written, by the loggers' names; they last as long as the process. */
public final class LogLevels {
  private static final org.slf4j.Logger log = LoggerFactory.getLogger(LogLevels.class);

  /** Takes the level that is above it: none of its own. */
  private static final String INHERITED = "inherited";

  private static final Map<String, Level> LEVELS =
      Map.of(
          "off", Level.OFF,
          "error", Level.ERROR,
          "warn", Level.WARN,
          "info", Level.INFO,
          "debug", Level.DEBUG,
          "trace", Level.TRACE);

  private final LoggerContext context;

  private LogLevels(LoggerContext context) {
    this.context = context;
  }

  /** Of this process; empty if it logs by other means than Logback. */
  public static Optional<LogLevels> ofThisProcess() {
    return LoggerFactory.getILoggerFactory() instanceof LoggerContext context
        ? Optional.of(new LogLevels(context))
        : Optional.empty();
  }

  /** The loggers with a level of their own, and it. */
  public ImmutableSortedMap<String, String> levels() {
    ImmutableSortedMap.Builder<String, String> levels = ImmutableSortedMap.naturalOrder();
    for (Logger logger : context.getLoggerList()) {
      if (logger.getLevel() != null) {
        levels.put(logger.getName(), Ascii.toLowerCase(logger.getLevel().toString()));
      }
    }
    return levels.build();
  }

  /** The level by which a logger goes, its own or inherited. */
  public String level(String logger) {
    return Ascii.toLowerCase(context.getLogger(logger).getEffectiveLevel().toString());
  }

  /**
   * Gives a logger a level, or with {@code inherited} that of the one above.
   *
   * @throws IllegalArgumentException if it is none, or the root is to inherit
   */
  public void change(String logger, String level) {
    String wanted = Ascii.toLowerCase(level);
    boolean inherits = wanted.equals(INHERITED) && !logger.equals(Logger.ROOT_LOGGER_NAME);
    checkArgument(
        inherits || LEVELS.containsKey(wanted),
        "level: \"%s\" (expected: off, error, warn, info, debug, trace; or inherited, unless of"
            + " ROOT)",
        level);
    context.getLogger(logger).setLevel(inherits ? null : LEVELS.get(wanted));
    log.warn("logger {} is told by its operator: level {}", logger, wanted);
  }
}
