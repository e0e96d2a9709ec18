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

  private long progress;
  private int idle;

  /**
   * A second has passed.
   *
   * @param now any number that changes when the client reads
   * @param isItsTurn there is something for it to read
   * @param isShort others are refused because of what is held
   * @return whether it is to be cut
   */
  public boolean isOver(long now, boolean isItsTurn, boolean isShort) {
    idle = now == progress && isItsTurn ? idle + 1 : 0;
    progress = now;
    return idle >= (isShort ? SECONDS_IF_SHORT : SECONDS);
  }

  /** Seconds for which nothing has moved. */
  public int idleSeconds() {
    return idle;
  }
}
