package io.cashew.bench;

import io.cashew.bench.workload.Verb;
import java.util.Set;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what ends on one thread, which alone writes here. Another may take what was recorded since
 * it last did, at any time; the tallies are to be read when the writer is done.
 */
final class Meter {
  private static final Verb[] VERBS = Verb.values();

  private final @Nullable SingleWriterRecorder[] latency =
      new SingleWriterRecorder[VERBS.length]; // of the verbs that occur
  private final SingleWriterRecorder sinceSent = Recording.recorder();
  private final SingleWriterRecorder failed = Recording.recorder();
  private final long[] endings = new long[VERBS.length * Ending.COUNT];
  private final Pace pace;
  private long unsent;

  Meter(Set<Verb> verbs, Pace pace) {
    verbs.forEach(verb -> latency[verb.ordinal()] = Recording.recorder());
    this.pace = pace;
  }

  /**
   * A request has ended.
   *
   * @param due when it was to be sent, on the clock of {@code sent} and {@code ended}
   * @param tally how many of its keys ended how, by ending
   */
  void ended(Verb verb, long due, long sent, long ended, int[] tally) {
    record(latency[verb.ordinal()], ended - due);
    if (pace.isOpen()) {
      record(sinceSent, ended - sent);
    }
    if (tally[Ending.FAILED.ordinal()] > 0) {
      record(failed, ended - due);
    }
    int first = verb.ordinal() * Ending.COUNT;
    for (int i = 0; i < Ending.COUNT; i++) {
      endings[first + i] += tally[i];
    }
  }

  /** A request that was due was not sent; it has waited for so long at least. */
  void unsent(Verb verb, long waited) {
    unsent++;
    record(latency[verb.ordinal()], waited);
    record(failed, waited);
  }

  private static void record(@Nullable SingleWriterRecorder recorder, long nanos) {
    if (recorder != null) {
      recorder.recordValue(Math.max(0, Math.min(nanos, Recording.HIGHEST_NANOS)));
    }
  }

  /** Moves what was recorded since the last call. */
  void takeInto(Recording recording) {
    for (Verb verb : VERBS) {
      SingleWriterRecorder recorder = latency[verb.ordinal()];
      if (recorder != null) {
        recording.latency(verb).add(recorder.getIntervalHistogram());
      }
    }
    recording.sinceSent().add(sinceSent.getIntervalHistogram());
    recording.failed().add(failed.getIntervalHistogram());
  }

  long unsent() {
    return unsent;
  }

  /** How many keys of a verb ended so. */
  long ended(Verb verb, Ending ending) {
    return endings[verb.ordinal() * Ending.COUNT + ending.ordinal()];
  }
}
