package io.cashew.proxy.alarm;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alarms of a proxy. Each is logged once when it begins and once when it is over, however often
 * it is raised in between. Thread-safe.
 */
public final class Alarms {
  private static final Logger log = LoggerFactory.getLogger(Alarms.class);

  private final InstantSource wallClock;

  @GuardedBy("this")
  private final Map<Alarm.Kind, Alarm> standing = new EnumMap<>(Alarm.Kind.class);

  @GuardedBy("this")
  private final Map<Alarm.Kind, Long> raised = new EnumMap<>(Alarm.Kind.class);

  public Alarms(InstantSource wallClock) {
    this.wallClock = wallClock;
  }

  /** Something is wrong, now or still. */
  public void raise(Alarm.Kind kind, String text) {
    if (begins(kind, text)) {
      log.error("alarm {}: {}", kind.label(), text);
    }
  }

  /** It is not wrong, or no longer. */
  public void clear(Alarm.Kind kind) {
    if (ends(kind)) {
      log.info("alarm {} is over", kind.label());
    }
  }

  /** Those that stand, in the order of their kinds. */
  public synchronized ImmutableList<Alarm> standing() {
    return ImmutableList.copyOf(standing.values());
  }

  /** How often an alarm of this kind has begun. */
  public synchronized long raised(Alarm.Kind kind) {
    return raised.getOrDefault(kind, 0L);
  }

  private synchronized boolean begins(Alarm.Kind kind, String text) {
    Alarm before = standing.get(kind);
    standing.put(
        kind, new Alarm(kind, text, before == null ? wallClock.millis() : before.sinceMillis()));
    if (before == null) {
      raised.merge(kind, 1L, Long::sum);
    }
    return before == null;
  }

  private synchronized boolean ends(Alarm.Kind kind) {
    return standing.remove(kind) != null;
  }
}
