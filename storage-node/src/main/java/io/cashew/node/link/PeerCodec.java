package io.cashew.node.link;

import com.google.common.collect.ImmutableList;
import io.cashew.internal.v1.FetchKey;
import io.cashew.internal.v1.FetchedEntry;
import io.cashew.internal.v1.HandedEntries;
import io.cashew.node.handover.HandedBatch;
import io.cashew.node.handover.HandedEntry;
import io.cashew.node.handover.Term;
import io.cashew.node.load.Inherited;
import io.cashew.node.load.Wanted;
import io.cashew.node.store.Content;
import java.time.Duration;
import java.util.Optional;

/** Between handovers and the messages that carry them. What it reads it does not trust. */
final class PeerCodec {
  private static final long MAX_TTL_MILLIS = Duration.ofDays(50 * 365).toMillis();
  private static final FetchedEntry NOTHING = FetchedEntry.getDefaultInstance();

  private PeerCodec() {}

  static io.cashew.internal.v1.Term term(int partition, long since) {
    return io.cashew.internal.v1.Term.newBuilder().setPartition(partition).setSince(since).build();
  }

  /** Throws {@link IllegalArgumentException} for what is no term. */
  static Term term(io.cashew.internal.v1.Term message) {
    return new Term(message.getPartition(), message.getSince());
  }

  static FetchKey key(Wanted wanted) {
    return FetchKey.newBuilder()
        .setTerm(term(wanted.partition(), wanted.since()))
        .setHash(wanted.hash())
        .setKey(wanted.key())
        .build();
  }

  static Wanted key(FetchKey message) {
    long since = message.getTerm().getSince();
    return new Wanted(
        message.getKey(), message.getHash(), message.getTerm().getPartition(), since, since);
  }

  static FetchedEntry entry(Optional<Inherited> found) {
    return found.map(PeerCodec::entry).orElse(NOTHING);
  }

  private static FetchedEntry entry(Inherited found) {
    FetchedEntry.Builder message = FetchedEntry.newBuilder();
    if (found.content() instanceof Content.Value value) {
      message.setValue(value.bytes());
      if (value.hasSourceVersion()) {
        message.setSourceVersion(value.sourceVersion());
      }
    } else {
      message.setAbsent(true);
    }
    if (!found.ttl().isZero()) {
      message.setTtlLeftMs(Math.max(1, found.ttl().toMillis()));
    }
    message.setGeneration(found.generation());
    return message.build();
  }

  static Optional<Inherited> entry(FetchedEntry message) {
    Duration ttl = Duration.ofMillis(Math.min(Math.max(0, message.getTtlLeftMs()), MAX_TTL_MILLIS));
    return switch (message.getContentCase()) {
      case VALUE -> Optional.of(new Inherited(value(message), ttl, message.getGeneration()));
      case ABSENT -> Optional.of(new Inherited(Content.ABSENT, ttl, message.getGeneration()));
      case CONTENT_NOT_SET -> Optional.empty();
    };
  }

  private static Content value(FetchedEntry message) {
    return message.hasSourceVersion() && message.getSourceVersion() >= 0
        ? new Content.Value(message.getValue(), message.getSourceVersion())
        : new Content.Value(message.getValue());
  }

  static HandedEntries batch(HandedBatch batch) {
    HandedEntries.Builder message = HandedEntries.newBuilder().setAfterMs(batch.after().toMillis());
    for (HandedEntry entry : batch.entries()) {
      message.addEntries(
          io.cashew.internal.v1.HandedEntry.newBuilder()
              .setGroup(entry.group())
              .setPartition(entry.partition())
              .setHash(entry.hash())
              .setKey(entry.key())
              .setEntry(entry(entry.inherited())));
    }
    return message.build();
  }

  static HandedBatch batch(HandedEntries message) {
    ImmutableList.Builder<HandedEntry> entries = ImmutableList.builder();
    for (io.cashew.internal.v1.HandedEntry each : message.getEntriesList()) {
      entry(each.getEntry())
          .ifPresent(
              inherited ->
                  entries.add(
                      new HandedEntry(
                          each.getGroup(),
                          each.getPartition(),
                          each.getHash(),
                          each.getKey(),
                          inherited)));
    }
    return new HandedBatch(Duration.ofMillis(Math.max(0, message.getAfterMs())), entries.build());
  }
}
