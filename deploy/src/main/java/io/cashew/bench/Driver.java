package io.cashew.bench;

import io.cashew.bench.workload.Verb;
import io.cashew.bench.workload.Workload.Misses;
import io.cashew.time.Timers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one session busy: sends each request when it is due and there is room for it in flight.
 *
 * <p>A request that is due while there is no room is sent late, and its latency counts from when it
 * was due: a target that stalls is charged with all that its users would have waited (G. Tene's
 * "coordinated omission"). Requests that wait are not kept: the schedule knows when each was due.
 *
 * <p>Confined to the thread of its timers, but for what is marked otherwise.
 */
final class Driver {
  /** After a failure, so that a target that refuses is not asked as fast as it can refuse. */
  private static final Duration REST = Duration.ofMillis(10);

  private static final long NONE = Long.MIN_VALUE;

  private final Session session;
  private final Script script;
  private final Pace.Arrivals arrivals;
  private final Misses misses;
  private final Allowance allowance;
  private final Meter meter;
  private final FailureCounts failures;
  private final Clock clock;
  private final Timers timers;
  private final Runnable whenOver;
  private final Request[] requests;

  private final Request[] free;
  private int freeCount;
  private long due = NONE;
  private long left;
  private long lastRoom = NONE;
  private boolean pumping;
  private boolean waking;
  private boolean over;
  private @Nullable Thread thread;
  private volatile boolean stopped;

  Driver(
      Session session,
      Share share,
      Allowance allowance,
      Meter meter,
      FailureCounts failures,
      Clock clock,
      Timers timers,
      Runnable whenOver) {
    this.session = session;
    this.script = share.script();
    this.arrivals = share.arrivals();
    this.misses = share.misses();
    this.allowance = allowance;
    this.meter = meter;
    this.failures = failures;
    this.clock = clock;
    this.timers = timers;
    this.whenOver = whenOver;
    this.left = allowance.requests();
    this.requests = new Request[allowance.outstanding()];
    for (int i = 0; i < requests.length; i++) {
      requests[i] = share.request(this);
    }
    this.free = requests.clone();
    this.freeCount = free.length;
  }

  /** Begins. */
  void start() {
    thread = Thread.currentThread();
    timers.after(Duration.ofNanos(allowance.until() - clock.now()), this::end);
    pump();
  }

  private void end() {
    pump();
    if (!over) {
      giveUpBacklog(clock.now());
    }
  }

  /** No further requests. From any thread. */
  void stop() {
    stopped = true;
    timers.soon(this::pump);
  }

  /** What has not been answered by now has failed. */
  void abandon() {
    if (over) {
      return;
    }
    over = true;
    long now = clock.now();
    for (Request request : requests) {
      if (request.isInFlight() && allowance.measures(request.due())) {
        failures.add("UNANSWERED", "no answer by the end of the run");
        request.abandonedAt(now);
        request.recordIn(meter);
      }
    }
    whenOver.run();
  }

  private void pump() {
    if (pumping || over) {
      return; // answers that come at once do not send from within a send
    }
    pumping = true;
    while (freeCount > 0 && sendNext()) {
      // until there is no room, or nothing is due
    }
    session.flush();
    pumping = false;
    if (freeCount == free.length) {
      endIfDone(clock.now());
    }
  }

  private void endIfDone(long now) {
    if (isDone(now)) {
      giveUpBacklog(now);
      over = true;
      whenOver.run();
    }
  }

  /** Whether there may be more to send. */
  private boolean sendNext() {
    long now = clock.now();
    if (stopped || left == 0) {
      return false;
    }
    nextDue(now);
    if (due >= allowance.until()) {
      return false;
    }
    if (due > now) {
      wakeIn(due - now);
      return false;
    }
    if (now >= allowance.until() && !takesLastRoom()) {
      return false;
    }
    if (now - due > allowance.patience()) {
      leaveOut(now);
      return true;
    }
    Request request = free[--freeCount];
    script.fill(request);
    request.sent(now, due);
    countDown();
    session.begin(request);
    return true;
  }

  /** What was due before the end is still sent if there is room for it at the end. */
  private boolean takesLastRoom() {
    if (lastRoom == NONE) {
      lastRoom = freeCount;
    }
    return lastRoom-- > 0;
  }

  private void nextDue(long now) {
    if (due == NONE) {
      due = arrivals.next(now);
    }
  }

  private boolean isDone(long now) {
    return stopped || left == 0 || now >= allowance.until();
  }

  /** What was due before the end and could not be sent has waited in vain. */
  private void giveUpBacklog(long now) {
    nextDue(now);
    while (!stopped && left > 0 && due < allowance.until()) {
      leaveOut(now);
      nextDue(now);
    }
  }

  private void leaveOut(long now) {
    Verb verb = script.skip();
    if (allowance.measures(due)) {
      meter.unsent(verb, now - due);
    }
    countDown();
  }

  private void countDown() {
    if (allowance.measures(due)) {
      left--;
    }
    due = NONE;
  }

  private void wakeIn(long nanos) {
    if (!waking) {
      waking = true;
      timers.after(Duration.ofNanos(nanos), this::woken);
    }
  }

  private void woken() {
    waking = false;
    pump();
  }

  /** A request has its answer. On any thread. */
  void answered(Request request) {
    if (Thread.currentThread() == thread) {
      finish(request);
    } else {
      timers.soon(request);
    }
  }

  /** On any thread. */
  void failed(Request request, String reason, String message) {
    if (allowance.measures(request.due())) {
      failures.add(reason, message);
    }
  }

  /** On any thread. */
  long now() {
    return clock.now();
  }

  void finish(Request request) {
    if (over) {
      return;
    }
    request.cameBack();
    if (allowance.measures(request.due())) {
      request.recordIn(meter);
    }
    if (request.hasFailed()) {
      timers.after(REST, () -> release(request));
    } else if (misses == Misses.SET && request.foundNothing()) {
      setMissed(request);
    } else {
      release(request);
    }
  }

  private void setMissed(Request request) {
    long now = clock.now();
    request.setInstead();
    request.sent(now, now);
    session.begin(request);
    pump();
  }

  private void release(Request request) {
    free[freeCount++] = request;
    pump();
  }
}
