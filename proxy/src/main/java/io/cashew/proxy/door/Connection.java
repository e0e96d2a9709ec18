package io.cashew.proxy.door;

import io.cashew.proxy.admission.Account;
import io.cashew.proxy.admission.Patience;
import io.cashew.status.Reason;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: its account, and an eye on it for as long as it holds much. One that
 * does not read its answers is cut: see {@link Patience}. Confined to its event loop.
 */
public final class Connection {
  /** What a connection may hold unobserved. */
  static final int WATCHED_BYTES = 64 << 10;

  private static final Logger log = LoggerFactory.getLogger(Connection.class);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final String client;
  private final Account account;
  private final Consumer<Reason> refusals;
  private final Timers timers;
  private final Runnable cut;
  private final Patience patience;
  private boolean watched;
  private boolean closed;

  /**
   * One that holds nothing.
   *
   * @param client for people
   * @param refusals told of each operation that is refused
   * @param timers of its event loop
   * @param cut ends it at once
   */
  public Connection(
      String client, Account account, Consumer<Reason> refusals, Timers timers, Runnable cut) {
    this.client = client;
    this.account = account;
    this.refusals = refusals;
    this.timers = timers;
    this.patience = new Patience(account);
    this.cut = cut;
  }

  /** What it has in flight. */
  public Account account() {
    return account;
  }

  /** An operation of it was refused. */
  public void refused(Reason why) {
    refusals.accept(why);
  }

  /** It has something to read, perhaps. */
  public void watch() {
    if (!watched && account.bytes() > WATCHED_BYTES) {
      watched = true;
      lookLater();
    }
  }

  private void lookLater() {
    Timers.Timer unused = timers.after(SECOND, this::look);
  }

  private void look() {
    if (closed || account.bytes() <= WATCHED_BYTES) {
      watched = false;
    } else if (patience.isOver()) {
      log.warn(
          "the connection from {} is cut: it has not read its answers for {} s, and they take up {} KiB",
          client,
          patience.idleSeconds(),
          account.bytes() >> 10);
      cut.run();
    } else {
      lookLater();
    }
  }

  /** It has ended. */
  public void close() {
    closed = true;
  }
}
