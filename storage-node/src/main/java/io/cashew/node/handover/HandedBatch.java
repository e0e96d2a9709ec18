package io.cashew.node.handover;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.collect.ImmutableList;
import java.time.Duration;

/**
 * Entries that are handed over in one message.
 *
 * @param after how long after the call had arrived this was put together. The receiver counts from
 *     when it made the call: so it knows how long this took at the most, without comparing clocks
 *     (rule R20)
 */
public record HandedBatch(Duration after, ImmutableList<HandedEntry> entries) {
  public HandedBatch {
    checkNotNull(after, "after");
    checkNotNull(entries, "entries");
  }

  /** About how many bytes it takes. */
  long bytes() {
    return entries.stream().mapToLong(HandedEntry::bytes).sum();
  }
}
