package io.cashew.proxy.routing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.ByteString;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.status.Reason;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class AccessLogTest {
  private static final Operation GET =
      new Operation.Get("scores", ByteString.copyFromUtf8("secret-key"), Want.VALUE);
  private static final Reply FOUND =
      new Reply.Found(ByteString.copyFromUtf8("secret-value"), Outcome.HIT, null);

  private final FakeTime time = new FakeTime();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.cashew.access");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final List<Reply> told = new ArrayList<>();

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
    logger.setLevel(null);
  }

  @Test
  void request_inTheSample_isLoggedWithOutcomeAndTimeAndWithoutKeyOrValue() {
    Consumer<? super Reply> watched = new AccessLog(1, time).watched(GET, told::add);

    time.advance(Duration.ofMillis(3));
    watched.accept(FOUND);

    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly("get scores hit 3000 us");
    assertThat(told).containsExactly(FOUND);
  }

  @Test
  void request_thatFails_isLoggedWithItsReason() {
    new AccessLog(1, time)
        .watched(GET, told::add)
        .accept(new Reply.Failed(Reason.SOURCE_DOWN, "it is down"));

    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly("get scores SOURCE_DOWN 0 us");
  }

  @Test
  void log_thatIsOff_logsNothing() {
    for (int i = 0; i < 1_000; i++) {
      new AccessLog(AccessLog.OFF, time).watched(GET, told::add).accept(FOUND);
    }

    assertThat(lines.list).isEmpty();
    assertThat(told).hasSize(1_000);
  }

  @Test
  void log_ofOneInTen_logsAboutThatMany() {
    AccessLog log = new AccessLog(10, time);

    for (int i = 0; i < 10_000; i++) {
      log.watched(GET, told::add).accept(FOUND);
    }

    assertThat(lines.list).hasSizeBetween(700, 1_300); // ten standard deviations
  }
}
