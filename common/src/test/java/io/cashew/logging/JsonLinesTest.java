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
import io.cashew.telemetry.LogContext;
import io.cashew.telemetry.TraceContext;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

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
  void line_withinASpan_namesItAndItsTrace() {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(MDC.getMDCAdapter());
    OutputStreamAppender<ILoggingEvent> appender = appender(context);
    Logger log = context.getLogger("io.cashew.Some");
    TraceContext trace = new TraceContext(1, 2, 3, 1, "");

    JsonLines.begin(context);
    LogContext.within(trace, () -> log.error("within"));
    log.error("without");

    List<JsonObject> lines =
        written
            .toString(UTF_8)
            .lines()
            .map(line -> JsonParser.parseString(line).getAsJsonObject())
            .toList();
    assertThat(lines.get(0).get("trace_id").getAsString()).isEqualTo(trace.traceId());
    assertThat(lines.get(0).get("span_id").getAsString()).isEqualTo(trace.spanId());
    assertThat(lines.get(1).has("trace_id")).isFalse();
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
