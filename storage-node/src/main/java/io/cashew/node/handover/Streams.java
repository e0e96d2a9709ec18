package io.cashew.node.handover;

import io.cashew.node.group.Groups;
import io.cashew.node.handover.Peers.Receiver;
import io.cashew.node.handover.Peers.Transfer;
import io.cashew.node.load.Inherited;
import io.cashew.node.load.Wanted;
import io.cashew.node.term.NobodyListens;
import io.cashew.ring.RingNode;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has previous owners stream what they have, one stream for all that came from one of them at a
 * time, batch by batch at a capped rate. A stream that breaks is begun anew some times; one that
 * ends well closes its windows. Control thread.
 */
final class Streams {
  static final int ATTEMPTS = 5;
  static final Duration RETRY = Duration.ofSeconds(1);

  /** A stream from which nothing came for so long, although asked, has broken. */
  static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(Streams.class);

  private final Peers peers;
  private final Windows windows;
  private final Consumer<RingNode> refused;
  private final Timers control;
  private final Ticker ticker;
  private final Pace pace;
  private final LongAdder taken = new LongAdder();
  private @Nullable Groups groups;

  Streams(
      Peers peers,
      Windows windows,
      Consumer<RingNode> refused,
      Timers control,
      Ticker ticker,
      long bytesPerSecond) {
    this.peers = peers;
    this.windows = windows;
    this.refused = refused;
    this.control = control;
    this.ticker = ticker;
    this.pace = new Pace(bytesPerSecond, ticker);
  }

  void into(Groups kept) {
    groups = kept;
  }

  /** Begins to fetch what these windows are for, all of one previous owner. */
  void begin(RingNode donor, Collection<Window> of) {
    new Stream(donor, of).attempt();
  }

  long taken() {
    return taken.sum();
  }

  private boolean isOpen(Window window) {
    return windows.of(window.term().partition(), window.term().since()) == window;
  }

  /** All attempts to fetch what some windows are for. */
  private final class Stream {
    private final RingNode donor;
    private final Set<Window> wanted; // compared by identity, in order
    private int attempts;

    Stream(RingNode donor, Collection<Window> wanted) {
      this.donor = donor;
      this.wanted = new LinkedHashSet<>(wanted);
    }

    void attempt() {
      wanted.removeIf(window -> !isOpen(window));
      if (!wanted.isEmpty()) {
        attempts++;
        new Attempt(this).begin();
      }
    }

    void completed(long entries) {
      log.info("{} handed over {} entries of {} partitions", donor.id(), entries, wanted.size());
      wanted.forEach(windows::close);
    }

    void failed(Throwable failure) {
      log.debug("{} could not hand over, attempt {}", donor.id(), attempts, failure);
      if (failure instanceof NobodyListens) {
        refused.accept(donor);
      }
      if (attempts < ATTEMPTS) {
        control.after(RETRY.multipliedBy(attempts), this::attempt);
      } // else misses go on to ask, until the windows have been open for long
    }
  }

  /** One call. What it hears when it is over is ignored. */
  private final class Attempt implements Receiver {
    private final Stream stream;
    private final long begunAt = ticker.nanos();
    private @Nullable Transfer transfer;
    private Timers.Timer silence = () -> {};
    private long kept;
    private boolean over;

    Attempt(Stream stream) {
      this.stream = stream;
    }

    void begin() {
      List<Term> terms = stream.wanted.stream().map(Window::term).toList();
      try {
        transfer = peers.handOver(stream.donor, terms, this);
      } catch (RuntimeException e) {
        failed(e);
        return;
      }
      request();
    }

    private void request() {
      if (over || transfer == null) {
        return;
      }
      if (stream.wanted.stream().noneMatch(Streams.this::isOpen)) {
        end();
        transfer.cancel(); // nobody waits for it any more
        return;
      }
      silence = control.after(LONGEST_SILENCE, () -> failed(new SilentDonor()));
      transfer.request();
    }

    @Override
    public void received(HandedBatch batch) {
      control.soon(() -> keep(batch));
    }

    private void keep(HandedBatch batch) {
      if (over) {
        return;
      }
      silence.cancel();
      control.after(pace.after(batch.bytes()), this::request); // whatever becomes of this one
      Duration underWay = Duration.ofNanos(ticker.nanos() - begunAt).minus(batch.after());
      for (HandedEntry entry : batch.entries()) {
        keep(entry, underWay.isNegative() ? Duration.ZERO : underWay);
      }
    }

    private void keep(HandedEntry entry, Duration underWay) {
      Window window = windows.by(entry.partition());
      Inherited left = left(entry.inherited(), underWay);
      if (window != null && stream.wanted.contains(window) && left != null && groups != null) {
        long since = window.term().since(); // also the tag: it is good for this very term, no other
        Wanted key = new Wanted(entry.key(), entry.hash(), entry.partition(), since, since);
        if (groups.inherit(entry.group(), key, left)) {
          kept++;
          taken.increment();
        }
      }
    }

    /** With the time to live that is left when it has been under way for so long; null: none. */
    private @Nullable Inherited left(Inherited sent, Duration underWay) {
      if (sent.ttl().isZero()) {
        return sent;
      }
      Duration ttl = sent.ttl().minus(underWay);
      return ttl.isNegative() || ttl.isZero()
          ? null
          : new Inherited(sent.content(), ttl, sent.generation());
    }

    @Override
    public void completed() {
      control.soon(
          () -> {
            if (!over) {
              end();
              stream.completed(kept);
            }
          });
    }

    @Override
    public void failed(Throwable failure) {
      control.soon(
          () -> {
            if (!over) {
              end();
              if (transfer != null) {
                transfer.cancel();
              }
              stream.failed(failure);
            }
          });
    }

    private void end() {
      over = true;
      silence.cancel();
    }
  }

  /** Without a stack trace: where it was noticed says nothing. */
  private static final class SilentDonor extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SilentDonor() {
      super("nothing came for " + LONGEST_SILENCE.toSeconds() + " s", null, false, false);
    }
  }
}
