package io.cashew.node.load;

/** What becomes of loads, and how it is counted. */
public enum LoadEvent {
  /** The source had a value. */
  LOADED,
  /** The source has no such key. */
  ABSENT,
  /** The source failed. */
  FAILED,
  /** The source did not answer in time. */
  SLOW,
  /** Too many loads were running and waiting. */
  REFUSED,
  /** The value was larger than the group allows. */
  TOO_LARGE,
  /** Nobody waited for it any more. */
  CANCELLED,
  /** Begun in the background because an entry in use would soon be over. */
  REFRESHED_AHEAD,
  /** Begun in the background because an entry was answered as stale. */
  REVALIDATED,
  /** Would have begun in the background, had there been room beside the loads of callers. */
  NO_ROOM,
  /** Answered and not kept, because the key was changed a moment before. */
  HELD_OFF,
  /** What it brought was older than what was in memory. */
  OLDER,
  /** Asked a second time. */
  RETRIED,
  /** Not asked, because the source is failing. */
  BREAKER_REFUSED,
  /** Several keys that were asked for at once. */
  BATCHES,
  /** An answer that was stale. */
  STALE
}
