package io.cashew.node.source;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cashew.time.Await;
import io.cashew.time.FakeTime;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class FailureLogTest {
  private final FakeTime time = new FakeTime();
  private final FailureLog failures = new FailureLog("scores-db", time);
  private final Logger logger = logger();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  /** While another test's thread sets up logging, there is only a substitute. */
  private static Logger logger() {
    Await.until(
        "logging is set up", () -> LoggerFactory.getILoggerFactory() instanceof LoggerContext);
    return (Logger) LoggerFactory.getLogger(FailureLog.class);
  }

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
    logger.setLevel(Level.WARN);
    logger.setAdditive(false);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
    logger.setLevel(null);
    logger.setAdditive(true);
  }

  @Test
  void record_logsTheCauseWithItsId() {
    String id = failures.record(new IOException("no route to 10.0.0.7"));

    assertThat(id).matches("[0-9a-f]{8}");
    assertThat(lines.list).hasSize(1);
    assertThat(lines.list.get(0).getLevel()).isEqualTo(Level.WARN);
    assertThat(lines.list.get(0).getFormattedMessage())
        .isEqualTo(
            "source \"scores-db\" failed (id "
                + id
                + "; 0 more failures since the last that was logged)");
    assertThat(lines.list.get(0).getThrowableProxy().getMessage())
        .isEqualTo("no route to 10.0.0.7");
  }

  @Test
  void record_ofManyWithinASecond_logsOneAndCountsTheOthers() {
    String first = failures.record(new IOException("1"));
    for (int i = 0; i < 1_000; i++) {
      assertThat(failures.record(new IOException("2"))).isEqualTo(first);
    }
    time.advance(Duration.ofSeconds(1));

    String next = failures.record(new IOException("3"));

    assertThat(next).isNotEqualTo(first);
    assertThat(lines.list).hasSize(2);
    assertThat(lines.list.get(1).getFormattedMessage()).contains("1000 more failures");
  }
}
