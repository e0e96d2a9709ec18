package io.cashew.proxy.admission;

/**
 * How long a client is waited for that does not read its answers. Asked once a second; confined to
 * the connection's event loop.
 */
public final class Patience {
  /** Seconds that nothing may move. */
  static final int SECONDS = 60;

  /** The same, if others need what it holds. */
  static final int SECONDS_IF_SHORT = 2;

  private final Account account;
  private long released;
  private int idle;

  /** With the client whose account this is. */
  public Patience(Account account) {
    this.account = account;
  }

  /** A second has passed. Says whether it is to be cut. */
  public boolean isOver() {
    boolean isIdle = account.released() == released && account.isClientsTurn();
    idle = isIdle ? idle + 1 : 0;
    released = account.released();
    return idle >= (account.isShort() ? SECONDS_IF_SHORT : SECONDS);
  }

  /** Seconds for which nothing has moved. */
  public int idleSeconds() {
    return idle;
  }
}
