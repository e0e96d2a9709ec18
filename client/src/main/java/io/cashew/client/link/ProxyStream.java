package io.cashew.client.link;

import com.google.common.net.HostAndPort;
import io.cashew.operation.Reply;
import io.cashew.rpc.DeadlineWheel;
import io.cashew.status.Reason;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from a lane to one proxy: a {@link Session} in use, or one that is being connected, or
 * the wait before the next try. Confined to its event loop.
 *
 * <p>A proxy that takes its time without a word is in <em>doubt</em>: others are preferred. If it
 * has still said nothing when whoever waits gives up, its session is left for a new one, which a
 * frozen process cannot open.
 */
final class ProxyStream implements Choice.Candidate {
  private static final Logger log = LoggerFactory.getLogger(ProxyStream.class);

  /** To be connected and spoken HTTP/2 with. */
  private static final Duration CONNECT = Duration.ofSeconds(2);

  /** After it refused for being too busy. */
  private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final HostAndPort address;
  private final long bit;
  private final Lane lane;
  private final Sessions connector;
  private final Timers timers;
  private final Ticker ticker;
  private final DeadlineWheel deadlines;
  private final Backoff backoff;

  /** The one in use or being connected, and those that wait for their last answers. */
  private final Set<Session> sessions = new LinkedHashSet<>();

  private @Nullable Session session;
  private boolean up;
  private boolean closed;
  private @Nullable Doubt doubt;
  private long busyUntil;

  /** Why it cannot be reached; empty while it can, or as long as nobody knows. */
  private String trouble = "";

  /** Makes sessions, each on a connection of its own. */
  interface Sessions {
    Session to(ProxyStream proxy);
  }

  ProxyStream(
      HostAndPort address,
      int index,
      Lane lane,
      Sessions connector,
      Timers timers,
      Ticker ticker,
      DeadlineWheel deadlines,
      Backoff backoff) {
    this.address = address;
    this.bit = 1L << index;
    this.lane = lane;
    this.connector = connector;
    this.timers = timers;
    this.ticker = ticker;
    this.deadlines = deadlines;
    this.backoff = backoff;
    this.busyUntil = ticker.nanos();
  }

  HostAndPort address() {
    return address;
  }

  @Override
  public long bit() {
    return bit;
  }

  /** Why it cannot be reached. */
  String trouble() {
    return trouble.isEmpty() ? "it does not answer" : trouble;
  }

  /** Begins to connect, if it has not begun. */
  void connect() {
    if (closed || session != null) {
      return;
    }
    Session begun = connector.to(this);
    session = begun;
    sessions.add(begun);
    begun.open();
    Timers.Timer unused = timers.after(CONNECT, () -> checkOpened(begun));
  }

  private void checkOpened(Session begun) {
    if (session == begun && !up) {
      begun.end(End.because("it did not speak HTTP/2 within " + CONNECT.toSeconds() + " s"));
    }
  }

  @Override
  public boolean isUp() {
    return up;
  }

  /** Calls may soon be sent. */
  boolean isConnecting() {
    return session != null && !up;
  }

  /** It is being connected, and nothing is known against it. */
  boolean isPromising() {
    return isConnecting() && trouble.isEmpty();
  }

  @Override
  public boolean isWell() {
    return up && doubt == null && busyUntil - ticker.nanos() <= 0;
  }

  @Override
  public int inFlight() {
    return session == null ? 0 : session.inFlight();
  }

  boolean hasUnsent(int calls, long bytes) {
    return session != null && session.hasUnsent(calls, bytes);
  }

  /** Sends a call, while it is up. */
  void send(Call call) {
    if (session == null) {
      throw new IllegalStateException("the proxy at " + address + " is not up");
    }
    session.send(call);
  }

  /** Refused for being too busy: it is spared for a moment, if there are others. */
  void refused() {
    busyUntil = ticker.nanos() + BUSY_NANOS;
  }

  /** Has said nothing since, although asked. If that is so until the end, its session is left. */
  void doubt(Session silent, long since, long end) {
    if (silent == session && doubt == null) {
      doubt = new Doubt(silent, since);
      deadlines.add(doubt, end);
    }
  }

  private void clearDoubt() {
    if (doubt != null) {
      deadlines.remove(doubt);
      doubt = null;
    }
  }

  void opened(Session open) {
    if (open != session) {
      return;
    }
    up = true;
    if (!trouble.isEmpty()) {
      log.info("the proxy at {} is in reach again", address);
      trouble = "";
    }
    lane.up();
  }

  /** No new calls are taken there, but those there are will be answered. */
  void goingAway(Session open) {
    if (open == session) {
      leave("it is stopping");
    }
  }

  private void leave(String why) {
    Session left = session;
    down(why, Duration.ZERO);
    if (left != null) {
      left.leave();
    }
    lane.down();
  }

  void heard(Session open) {
    if (open == session) {
      backoff.reset();
      clearDoubt();
    }
  }

  void answered(Call call, Reply reply) {
    lane.answered(this, call, reply);
  }

  void ended(Session over, End why, List<Call> unanswered) {
    sessions.remove(over);
    boolean inUse = over == session;
    if (inUse) {
      down(why.words(), why.pause());
    }
    for (Call call : unanswered) {
      if (call.sent) {
        lane.answered(this, call, lost(why));
      } else {
        lane.returned(call);
      }
    }
    if (inUse) {
      lane.down();
    }
  }

  private void down(String why, Duration pause) {
    clearDoubt();
    session = null;
    up = false;
    if (closed) {
      return;
    }
    if (trouble.isEmpty()) {
      log.warn("the proxy at {} is out of reach: {}; trying again", address, why);
    }
    trouble = why;
    Duration wait = backoff.next();
    Timers.Timer unused = timers.after(wait.compareTo(pause) < 0 ? pause : wait, this::connect);
  }

  private Reply lost(End why) {
    return why.reason()
        .map(reason -> new Reply.Failed(reason, why.words()))
        .orElseGet(
            () ->
                new Reply.Failed(
                    Reason.OWNER_UNREACHABLE,
                    "the proxy at %s was lost before it answered: %s"
                        .formatted(address, why.words())));
  }

  /** Ends all; what is in flight fails. Connects no more. */
  List<Session> close() {
    closed = true;
    List<Session> ended = List.copyOf(sessions);
    ended.forEach(each -> each.end(End.because("the client is closed")));
    return ended;
  }

  /** A suspicion that a session leads nowhere. */
  private final class Doubt extends DeadlineWheel.Entry {
    private final Session silent;
    private final long since;

    Doubt(Session silent, long since) {
      this.silent = silent;
      this.since = since;
    }

    @Override
    protected void expired() {
      doubt = null;
      if (silent == session && silent.isSilentSince(since)) {
        leave("it does not answer");
      }
    }
  }
}
