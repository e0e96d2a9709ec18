package io.cashew.cluster;

import io.cashew.ring.RingIntent;

/**
 * What operators want of the ring, and the revision that carried it.
 *
 * @param revision what a change is put against; 0 if nothing stands in the store
 */
public record StoredIntent(RingIntent intent, long revision) {
  /** Nothing was ever wished. */
  public static final StoredIntent NONE = new StoredIntent(RingIntent.NONE, 0);
}
