package io.cashew.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class JsonLinesTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @Test
  void begin_makesEachLineOfAnAppenderAnObject() {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    OutputStreamAppender<ILoggingEvent> appender = appender(context);
    Logger log = context.getLogger("io.cashew.Some");

    JsonLines.begin(context);
    log.error("key \"{}\" of {}", "a\nb", 1, new IllegalStateException("why"));

    assertThat(written.toString(UTF_8).lines()).hasSize(1);
    JsonObject line = JsonParser.parseString(written.toString(UTF_8)).getAsJsonObject();
    assertThat(line.get("level").getAsString()).isEqualTo("ERROR");
    assertThat(line.get("loggerName").getAsString()).isEqualTo("io.cashew.Some");
    assertThat(line.get("threadName").getAsString()).isNotEmpty();
    assertThat(line.get("formattedMessage").getAsString()).isEqualTo("key \"a\nb\" of 1");
    assertThat(line.get("throwable").toString()).contains("why");
    assertThat(line.has("timestamp")).isTrue();
    appender.stop();
  }

  @Test
  void levels_ofThisProcess_changeAndAreInherited() {
    LogLevels levels = LogLevels.ofThisProcess().orElseThrow();
    Logger log = (Logger) LoggerFactory.getLogger("io.cashew.test.levels");

    levels.change("io.cashew.test.levels", "Trace");
    assertThat(log.isTraceEnabled()).isTrue();
    assertThat(levels.levels()).containsEntry("io.cashew.test.levels", "trace");

    levels.change("io.cashew.test.levels", "inherited");
    assertThat(levels.levels()).doesNotContainKey("io.cashew.test.levels");
    assertThat(levels.level("io.cashew.test.levels")).isEqualTo(levels.level("io.cashew.test"));
  }

  private OutputStreamAppender<ILoggingEvent> appender(LoggerContext context) {
    PatternLayoutEncoder lines = new PatternLayoutEncoder();
    lines.setContext(context);
    lines.setPattern("%msg%n");
    lines.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(lines);
    appender.setOutputStream(written);
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
    return appender;
  }
}
