package io.cashew.node.load;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.time.TimerSlot;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the keys that are asked for within a millisecond and asks for them at once, as many as
 * the source takes. Each has its own answer, failure and end. Thread-safe; the source is asked
 * outside of the lock.
 */
final class Batcher implements Asking {
  /** How long the first key of a batch waits for others. */
  static final Duration PATIENCE = Duration.ofMillis(1);

  private final DataSource source;
  private final Means means;
  private final int size;

  @GuardedBy("this")
  private @Nullable Batch gathering;

  /** The source takes more than one key at once. */
  Batcher(DataSource source, Means means) {
    this.source = source;
    this.means = means;
    this.size = source.batchSize();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the chain ends here
  public CompletableFuture<Loaded> ask(LoadRequest request) {
    Place place = new Place(request);
    Batch begun = null;
    Batch full = null;
    boolean alone;
    synchronized (this) {
      Batch batch = gathering;
      if (batch == null) {
        batch = new Batch();
        begun = batch;
        gathering = batch;
      }
      alone = batch.places.putIfAbsent(request.key(), place) != null;
      if (!alone) {
        place.batch = batch;
      }
      if (batch.places.size() == size) {
        gathering = null;
        full = batch;
      }
    }
    if (alone) {
      return source.load(request); // a second load of a key, after a delete
    }
    place.result.whenComplete((loaded, failure) -> giveUp(place));
    if (begun != null) {
      Batch first = begun;
      first.patience.fill(means.timers().after(PATIENCE, () -> leave(first)));
    }
    if (full != null) {
      full.patience.cancel();
      depart(full.places.values());
    }
    return place.result;
  }

  private void leave(Batch batch) {
    synchronized (this) {
      if (gathering != batch) {
        return; // it was full
      }
      gathering = null;
    }
    depart(batch.places.values());
  }

  /** Nobody adds to these any more. */
  private void depart(Iterable<Place> places) {
    ImmutableList.Builder<Place> awaited = ImmutableList.builder();
    for (Place place : places) {
      if (!place.result.isDone()) {
        awaited.add(place);
      }
    }
    List<Place> batch = awaited.build();
    if (batch.size() == 1) {
      batch.get(0).follow(((Asking) source::load).carefully(batch.get(0).request));
    } else if (!batch.isEmpty()) {
      means.counts().count(LoadEvent.BATCHES);
      List<CompletableFuture<Loaded>> answers = ask(batch);
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).follow(answers.get(i));
      }
    }
  }

  private List<CompletableFuture<Loaded>> ask(List<Place> batch) {
    try {
      List<CompletableFuture<Loaded>> answers =
          source.loadMany(batch.stream().map(place -> place.request).toList());
      if (answers.size() == batch.size()) {
        return answers;
      }
      answers.forEach(answer -> answer.cancel(true));
      return failed(
          batch,
          new IllegalStateException(
              "the source was asked for %s keys and answered %s"
                  .formatted(batch.size(), answers.size())));
    } catch (RuntimeException | Error e) {
      return failed(batch, e);
    }
  }

  private static List<CompletableFuture<Loaded>> failed(List<Place> batch, Throwable failure) {
    return batch.stream().map(place -> CompletableFuture.<Loaded>failedFuture(failure)).toList();
  }

  /** What has an answer needs no place; what is given up makes room for another key. */
  private void giveUp(Place place) {
    synchronized (this) {
      Batch batch = place.batch;
      if (batch != null && batch == gathering) {
        batch.places.remove(place.request.key(), place);
      }
    }
    CompletableFuture<Loaded> asked = place.asked;
    if (asked != null) {
      asked.cancel(true);
    }
  }

  /** Keys that will be asked for together; changed under the lock while it is gathering. */
  private static final class Batch {
    private final Map<ByteString, Place> places = new LinkedHashMap<>();
    private final TimerSlot patience = new TimerSlot();
  }

  /** A key's place in a batch. Compared by identity. */
  private static final class Place {
    private final LoadRequest request;
    private final CompletableFuture<Loaded> result = new CompletableFuture<>();
    private volatile @Nullable Batch batch;
    private volatile @Nullable CompletableFuture<Loaded> asked;

    Place(LoadRequest request) {
      this.request = request;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the chain ends here
    void follow(@Nullable CompletableFuture<Loaded> answer) {
      if (answer == null) {
        result.completeExceptionally(Asking.answeredNull());
        return;
      }
      asked = answer;
      answer.whenComplete((loaded, failure) -> Asking.complete(result, loaded, failure));
      if (result.isDone()) { // given up meanwhile, or answered at once
        answer.cancel(true);
      }
    }
  }
}
