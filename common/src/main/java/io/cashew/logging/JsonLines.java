package io.cashew.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import io.cashew.telemetry.LogContext;
import java.util.Iterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Log lines as JSON objects, one per line, for whoever collects and searches them. */
public final class JsonLines {
  private JsonLines() {}

  /** From now on, wherever this process logs to; nothing if it logs by other means than Logback. */
  public static void begin() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      begin(context);
    }
  }

  static void begin(LoggerContext context) {
    Iterator<Appender<ILoggingEvent>> appenders =
        context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
    while (appenders.hasNext()) {
      if (appenders.next() instanceof OutputStreamAppender<ILoggingEvent> stream) {
        encode(stream, context);
      }
    }
  }

  private static void encode(OutputStreamAppender<ILoggingEvent> stream, LoggerContext context) {
    JsonEncoder encoder = new TracedJson();
    encoder.setContext(context);
    encoder.setWithFormattedMessage(true); // with its arguments in their places
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithContext(false);
    encoder.setWithSequenceNumber(false);
    encoder.start();
    stream.setEncoder(encoder); // to stop it would close what it writes to
  }

  /** Trace and span stand where those who search for them look. */
  private static final class TracedJson extends JsonEncoder {
    @Override
    protected void appendCustomFields(StringBuilder line, ILoggingEvent event) {
      append(line, LogContext.TRACE, event);
      append(line, LogContext.SPAN, event);
    }

    private void append(StringBuilder line, String key, ILoggingEvent event) {
      String id = event.getMDCPropertyMap().get(key);
      if (id != null) {
        line.append(VALUE_SEPARATOR);
        appenderMember(line, key, id);
      }
    }
  }
}
