package io.cashew.client.link;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import io.cashew.config.Durations;
import io.cashew.operation.Reply;
import io.cashew.rpc.DeadlineWheel;
import io.cashew.rpc.EventLoops;
import io.cashew.status.Reason;
import io.cashew.time.Ticker;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * An event loop and all that belongs to it: the streams to the proxies, the deadlines of its calls,
 * and the rules of what is asked again, and where.
 *
 * <p>Every call given to {@link #send} is answered exactly once, on the loop. Confined to the loop,
 * but for {@link #send}.
 */
final class Lane {
  static final Reply.Failed CLOSED =
      new Reply.Failed(Reason.OWNER_UNREACHABLE, "the client is closed");

  /** The proxy answers at the deadline; its answer, which says more, may take this long. */
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final EventLoop loop;
  private final Ticker ticker;
  private final InFlight inFlight;
  private final LinkSettings settings;
  private final DeadlineWheel deadlines;
  private final ImmutableList<ProxyStream> proxies;
  private final Choice<ProxyStream> choice;
  private final RetryBudget budget = new RetryBudget();
  private final Inbox inbox = new Inbox();
  private final Runnable receive = this::receive;

  /** Calls that wait for the first proxy to be connected. */
  private final Set<Call> lobby = new LinkedHashSet<>();

  private boolean closed;

  Lane(EventLoops loops, int index, LinkSettings settings, InFlight inFlight, Ticker ticker) {
    this.loop = loops.loop(index);
    this.ticker = ticker;
    this.inFlight = inFlight;
    this.settings = settings;
    this.deadlines = new DeadlineWheel(loop, ticker);
    RandomGenerator random = new SplittableRandom();
    Connector connector = new Connector(loops, index);
    ImmutableList.Builder<ProxyStream> streams = ImmutableList.builder();
    for (int i = 0; i < settings.proxies().size(); i++) {
      HostAndPort address = settings.proxies().get(i);
      streams.add(
          new ProxyStream(
              address,
              i,
              this,
              proxy -> new Session(proxy, loop, connector.to(address), ticker),
              loops.timers(index),
              ticker,
              deadlines,
              new Backoff(random)));
    }
    this.proxies = streams.build();
    this.choice = new Choice<>(proxies, random);
  }

  /** Begins to connect to all proxies. */
  void connect() {
    proxies.forEach(ProxyStream::connect);
  }

  /** Takes a call, for which there is room, to its answer. From any thread. */
  void send(Call call) {
    if (loop.inEventLoop()) {
      begin(call);
    } else if (inbox.put(call)) {
      wake();
    }
  }

  private void wake() {
    try {
      loop.execute(receive);
    } catch (RejectedExecutionException e) { // the loop is gone
      for (Call call = inbox.takeAll(); call != null; call = call.next) {
        finish(call, CLOSED);
      }
    }
  }

  private void receive() {
    Call call = inbox.takeAll();
    while (call != null) {
      Call after = call.next;
      call.next = null;
      begin(call);
      call = after;
    }
  }

  private void begin(Call call) {
    budget.requested();
    deadlines.add(call, call.deadline() - call.allowed() / 2);
    assign(call);
  }

  private void assign(Call call) {
    ProxyStream proxy = closed ? null : choice.except(call.failedBy);
    if (proxy != null) {
      give(call, proxy);
    } else if (isConnecting()) {
      lobby.add(call);
    } else {
      finish(call, closed ? CLOSED : nobodyToAsk(call));
    }
  }

  private void give(Call call, ProxyStream proxy) {
    if (proxy.hasUnsent(settings.maxInFlight(), settings.maxInFlightBytes())) {
      finish(
          call,
          new Reply.Failed(
              Reason.IN_FLIGHT,
              "the proxy at %s takes requests too slowly: slow down and try again"
                  .formatted(proxy.address())));
    } else {
      proxy.send(call);
    }
  }

  private boolean isConnecting() {
    for (ProxyStream proxy : proxies) {
      if (proxy.isConnecting()) {
        return true;
      }
    }
    return false;
  }

  /** A proxy can be talked to. */
  void up() {
    emptyLobby();
  }

  /** A proxy can no longer be talked to. */
  void down() {
    if (!isConnecting()) {
      emptyLobby(); // there is nothing to wait for
    }
  }

  private void emptyLobby() {
    List<Call> waiting = new ArrayList<>(lobby);
    lobby.clear();
    waiting.forEach(this::assign);
  }

  /** A call never left: it may go to any proxy. */
  void returned(Call call) {
    assign(call);
  }

  /** A proxy answered, or it was lost and this is all that can be said. */
  void answered(ProxyStream proxy, Call call, Reply reply) {
    if (reply instanceof Reply.Failed failed) {
      if (failed.reason() == Reason.IN_FLIGHT) {
        proxy.refused();
      }
      if (Repeats.mayGoElsewhere(call.operation(), failed.reason())) {
        call.failure = failed;
        if (hasGoneElsewhere(call, proxy)) {
          return;
        }
      }
    }
    finish(call, reply);
  }

  private boolean hasGoneElsewhere(Call call, ProxyStream proxy) {
    call.failedBy |= proxy.bit();
    if (!hasElsewhere(call) || call.deadline() - ticker.nanos() <= 0 || !budget.take()) {
      return false;
    }
    if (call.session != null) {
      call.session.forget(call);
    }
    assign(call);
    return true;
  }

  private boolean hasElsewhere(Call call) {
    if (closed) {
      return false;
    }
    for (ProxyStream proxy : proxies) {
      if ((proxy.bit() & call.failedBy) == 0 && (proxy.isUp() || proxy.isPromising())) {
        return true;
      }
    }
    return false;
  }

  /** Half of a call's time is over, or all of it and a moment. */
  void expired(Call call) {
    if (call.impatient) {
      giveUp(call);
      return;
    }
    call.impatient = true;
    deadlines.add(call, endOf(call));
    Session session = call.session;
    if (session != null) {
      lookElsewhere(call, session);
    }
  }

  /** A proxy that says nothing, or does not even take the call, is not waited for alone. */
  private void lookElsewhere(Call call, Session session) {
    ProxyStream proxy = session.proxy();
    if (!call.sent) {
      ProxyStream other = choice.except(call.failedBy | proxy.bit());
      if (other != null) {
        session.forget(call);
        give(call, other);
      }
    } else if (session.isSilentSince(call.sentAt)) {
      proxy.doubt(session, call.sentAt, endOf(call));
      if (Repeats.mayBeExecutedTwice(call.operation())) {
        boolean unused = hasGoneElsewhere(call, proxy); // else its answer may still come
      }
    }
  }

  private static long endOf(Call call) {
    return call.deadline() + GRACE_NANOS;
  }

  private void giveUp(Call call) {
    Session session = call.session;
    if (session == null) {
      lobby.remove(call);
      finish(call, nobodyToAsk(call));
      return;
    }
    session.forget(call);
    finish(
        call,
        new Reply.Failed(
            Reason.OWNER_SLOW,
            "no answer from the proxy at %s within %s"
                .formatted(
                    session.proxy().address(),
                    Durations.format(Duration.ofNanos(call.allowed())))));
  }

  private Reply nobodyToAsk(Call call) {
    if (call.failure != null) {
      return call.failure; // of one that was reached
    }
    return new Reply.Failed(
        Reason.OWNER_UNREACHABLE,
        proxies.stream()
            .map(
                proxy ->
                    "cannot reach the proxy at %s: %s".formatted(proxy.address(), proxy.trouble()))
            .collect(Collectors.joining("; ")));
  }

  private void finish(Call call, Reply reply) {
    deadlines.remove(call);
    inFlight.give(call.bytes());
    call.answer(reply);
  }

  /** Answers all and connects no more. Those may still be disconnecting. */
  List<Session> close() {
    closed = true;
    List<Session> ended = new ArrayList<>();
    proxies.forEach(proxy -> ended.addAll(proxy.close()));
    emptyLobby();
    return ended;
  }
}
