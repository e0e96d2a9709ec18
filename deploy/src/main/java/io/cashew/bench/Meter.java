package io.cashew.bench;

import static java.util.Objects.requireNonNull;

import io.cashew.bench.workload.Verb;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Counts what ends on one thread, which alone writes here. Another may take what was recorded since
 * it last did, at any time; the tallies are to be read when the writer is done.
 */
final class Meter {
  private final Map<Verb, OfVerb> verbs = new EnumMap<>(Verb.class); // those that occur
  private final SingleWriterRecorder sinceSent = Recording.recorder();
  private final SingleWriterRecorder failed = Recording.recorder();
  private final Pace pace;
  private long unsent;

  Meter(Set<Verb> verbs, Pace pace) {
    verbs.forEach(verb -> this.verbs.put(verb, new OfVerb()));
    this.pace = pace;
  }

  /**
   * A request has ended.
   *
   * @param due when it was to be sent, on the clock of {@code sent} and {@code ended}
   * @param tally how many of its keys ended how, by ending
   */
  void ended(Verb verb, long due, long sent, long ended, int[] tally) {
    OfVerb counted = ofVerb(verb);
    record(counted.latency, ended - due);
    if (pace.isOpen()) {
      record(sinceSent, ended - sent);
    }
    if (tally[Ending.FAILED.slot()] > 0) {
      record(failed, ended - due);
    }
    for (int i = 0; i < Ending.COUNT; i++) {
      counted.endings[i] += tally[i];
    }
  }

  /** A request that was due was not sent; it has waited for so long at least. */
  void unsent(Verb verb, long waited) {
    unsent++;
    record(ofVerb(verb).latency, waited);
    record(failed, waited);
  }

  private OfVerb ofVerb(Verb verb) {
    return requireNonNull(verbs.get(verb), "a verb that does not occur");
  }

  private static void record(SingleWriterRecorder recorder, long nanos) {
    recorder.recordValue(Math.max(0, Math.min(nanos, Recording.HIGHEST_NANOS)));
  }

  /** Moves what was recorded since the last call. */
  void takeInto(Recording recording) {
    verbs.forEach(
        (verb, counted) -> recording.latency(verb).add(counted.latency.getIntervalHistogram()));
    recording.sinceSent().add(sinceSent.getIntervalHistogram());
    recording.failed().add(failed.getIntervalHistogram());
  }

  long unsent() {
    return unsent;
  }

  /** How many keys of a verb ended so. */
  long ended(Verb verb, Ending ending) {
    return ofVerb(verb).endings[ending.slot()];
  }

  /** What is counted of one verb. */
  private static final class OfVerb {
    private final SingleWriterRecorder latency = Recording.recorder();
    private final long[] endings = new long[Ending.COUNT];
  }
}
