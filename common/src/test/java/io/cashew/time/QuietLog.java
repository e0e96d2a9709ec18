package io.cashew.time;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what Cashew logs from being printed, until it is closed. */
public final class QuietLog implements AutoCloseable {
  private final Logger cashew = (Logger) LoggerFactory.getLogger("io.cashew");

  public QuietLog() {
    cashew.setLevel(Level.OFF);
  }

  @Override
  public void close() {
    cashew.setLevel(null);
  }
}
