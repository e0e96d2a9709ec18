package io.cashew.proxy.door.resp;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a connection every second for as long as it holds more than its own. One that does
 * nothing about it is cut: after a minute if it does not read its answers, and soon if others wait
 * for what it holds. Confined to the connection's event loop.
 */
final class Watch {
  /** Seconds that an unread answer may stay unread. */
  private static final int PATIENCE = 60;

  /** The same, if others wait. */
  private static final int PATIENCE_OF_OTHERS = 2;

  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  private final RespConnection connection;
  private final EventExecutor loop;
  private long progress;
  private int idleSeconds;

  Watch(RespConnection connection, EventExecutor loop) {
    this.connection = connection;
    this.loop = loop;
    this.progress = connection.progress();
  }

  void start() {
    Future<?> unused = loop.schedule(this::look, 1, TimeUnit.SECONDS);
  }

  private void look() {
    if (connection.isClosed()) {
      return;
    }
    if (!connection.isLarge() && !connection.isUnread()) {
      connection.unwatched();
      return;
    }
    long now = connection.progress();
    idleSeconds = now == progress && connection.isClientsTurn() ? idleSeconds + 1 : 0;
    progress = now;
    boolean isInTheWay = connection.isWanted() && idleSeconds >= PATIENCE_OF_OTHERS;
    if (isInTheWay || (connection.isUnread() && idleSeconds >= PATIENCE)) {
      log.warn(
          "{} is cut: it has neither read its answers nor sent the rest of a command for {} s{}",
          connection,
          idleSeconds,
          isInTheWay ? ", and others need the memory" : "");
      connection.cut();
      return;
    }
    start();
  }
}
