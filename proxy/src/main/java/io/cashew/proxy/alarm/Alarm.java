package io.cashew.proxy.alarm;

import java.util.Locale;

/**
 * Something that somebody should look at.
 *
 * @param text what is wrong and what can be done about it
 * @param sinceMillis Unix milliseconds on this machine's clock
 */
public record Alarm(Kind kind, String text, long sinceMillis) {
  /** What can be wrong. */
  public enum Kind {
    /** Too many registrations vanished at once: nothing is given away (rule R19). */
    BRAKE,
    /** Most proxies cannot reach more nodes than may be taken out at once (rule R19). */
    NODES_UNREACHABLE,
    /** The ring in the store is older than the one in force (rule R18). */
    RING_BACKWARDS,
    /** There is no ring in the store any more (rule R18). */
    RING_VANISHED,
    /** The ring in the store cannot be read. */
    RING_UNREADABLE,
    /** Settings of groups in the store cannot be read: the last that could be are in force. */
    GROUP_UNREADABLE,
    /** The store has not answered since the start: the last ring kept is in force (rule R18). */
    RING_FROM_DISK;

    /** As people and programs see it: {@code ring-backwards}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
