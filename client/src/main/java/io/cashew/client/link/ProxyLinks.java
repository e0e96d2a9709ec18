package io.cashew.client.link;

import com.google.common.collect.ImmutableList;
import io.cashew.lifecycle.Part;
import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.rpc.EventLoops;
import io.cashew.status.Reason;
import io.cashew.time.Lanes;
import io.cashew.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A client's way to its proxies. Every request is answered exactly once, at the latest a tenth of a
 * second after its deadline. Thread-safe.
 */
public final class ProxyLinks implements Part {
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(1);

  private final LinkSettings settings;
  private final Ticker ticker = Ticker.system();
  private final InFlight inFlight;
  private final EventLoops loops;
  private final ImmutableList<Lane> lanes;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ProxyLinks(LinkSettings settings) {
    this.settings = settings;
    inFlight = new InFlight(settings.maxInFlight(), settings.maxInFlightBytes(), ticker);
    loops = EventLoops.start("cashew-client", settings.eventLoops());
    ImmutableList.Builder<Lane> all = ImmutableList.builder();
    for (int i = 0; i < settings.eventLoops(); i++) {
      all.add(new Lane(loops, i, settings, inFlight, ticker));
    }
    lanes = all.build();
  }

  /** Begins to connect to every proxy and waits for none. */
  public static ProxyLinks connect(LinkSettings settings) {
    ProxyLinks links = new ProxyLinks(settings);
    for (int i = 0; i < links.lanes.size(); i++) {
      links.loops.loop(i).execute(links.lanes.get(i)::connect);
    }
    return links;
  }

  /**
   * Sends an operation to one of the proxies.
   *
   * @param allowed nanoseconds until the deadline
   * @param replies told once, on an event loop or, if the operation is not sent at all, on this
   *     thread. A {@link Reply.Failed} has a reason of {@code docs/statuses.md}
   */
  public void send(
      Operation operation, long allowed, WhenFull whenFull, Consumer<? super Reply> replies) {
    if (closed.get()) {
      replies.accept(Lane.CLOSED);
      return;
    }
    long deadline = ticker.nanos() + allowed;
    if (!hasRoom(Call.bytes(operation), deadline, whenFull)) {
      replies.accept(
          new Reply.Failed(
              Reason.IN_FLIGHT,
              "%,d requests of %,d bytes are unanswered (at most: %,d of %,d): slow down, try again"
                  .formatted(
                      inFlight.requests(),
                      inFlight.bytes(),
                      settings.maxInFlight(),
                      settings.maxInFlightBytes())));
      return;
    }
    Lane lane = lane();
    lane.send(new Call(lane, operation, allowed, deadline, replies));
  }

  private boolean hasRoom(int bytes, long deadline, WhenFull whenFull) {
    return switch (whenFull) {
      case FAIL -> inFlight.take(bytes);
      case WAIT -> inFlight.takeWaiting(bytes, deadline);
    };
  }

  /** A thread keeps to one lane, so that what it begins at a time leaves together. */
  private Lane lane() {
    if (lanes.size() == 1) {
      return lanes.get(0);
    }
    int current = loops.current();
    return lanes.get(
        current == Lanes.NONE ? (int) (Thread.currentThread().getId() % lanes.size()) : current);
  }

  /** Whether this is a thread that answers: it must not wait for an answer. */
  public boolean isAnswering() {
    return loops.current() != Lanes.NONE;
  }

  /**
   * Takes no new requests, gives those in flight a second, then fails them. On a thread that
   * answers it returns at once and goes on elsewhere.
   */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    if (isAnswering()) {
      new Thread(this::end, "cashew-client-close").start();
    } else {
      end();
    }
  }

  private void end() {
    boolean interrupted = Thread.interrupted(); // closing goes on; it ends soon
    long deadline = ticker.nanos() + LAST_ANSWERS.toNanos();
    boolean unused = inFlight.awaitNone(deadline);
    interrupted |= Thread.interrupted();
    for (int i = 0; i < lanes.size(); i++) {
      interrupted |= !end(i);
    }
    loops.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends a lane. Whether it was not interrupted. */
  private boolean end(int index) {
    CompletableFuture<List<Session>> ended =
        CompletableFuture.supplyAsync(lanes.get(index)::close, loops.loop(index));
    try {
      for (Session session : ended.get(1, TimeUnit.SECONDS)) {
        if (!session.awaitEnd(TimeUnit.SECONDS.toNanos(1))) {
          return true; // closing the loop will end it
        }
      }
      return true;
    } catch (InterruptedException e) {
      return false;
    } catch (ExecutionException | TimeoutException e) {
      return true; // a caller holds up the loop: closing it ends all
    }
  }
}
