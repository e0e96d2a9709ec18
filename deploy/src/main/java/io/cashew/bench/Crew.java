package io.cashew.bench;

import static com.google.common.util.concurrent.Uninterruptibles.awaitUninterruptibly;

import io.cashew.bench.workload.Values;
import io.cashew.bench.workload.Workload;
import io.cashew.rpc.EventLoops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** The drivers of all sessions, each on its session's thread, and one meter for each thread. */
final class Crew {
  private final EventLoops loops;
  private final List<Meter> meters = new ArrayList<>();
  private final List<Driver> drivers = new ArrayList<>();
  private final FailureCounts failures = new FailureCounts();
  private final CountDownLatch working;

  /**
   * @param allowance of a driver; all requests are shared out among them
   */
  Crew(
      EventLoops loops,
      List<Session> sessions,
      Workload workload,
      Pace pace,
      Allowance allowance,
      Clock clock) {
    this.loops = loops;
    this.working = new CountDownLatch(sessions.size());
    Values values = workload.values();
    for (int i = 0; i < loops.count(); i++) {
      meters.add(new Meter(workload.verbs(), pace));
    }
    for (int i = 0; i < sessions.size(); i++) {
      int loop = i % loops.count();
      drivers.add(
          new Driver(
              sessions.get(i),
              Share.of(workload, values, pace, i, sessions.size()),
              allowance.share(i, sessions.size()),
              meters.get(loop),
              failures,
              clock,
              loops.timers(loop),
              working::countDown));
    }
  }

  void start() {
    for (int i = 0; i < drivers.size(); i++) {
      loops.timers(i % loops.count()).soon(drivers.get(i)::start);
    }
  }

  void stop() {
    drivers.forEach(Driver::stop);
  }

  /** Waits until all drivers are done; whether they are. */
  boolean await(Duration atMost) {
    return awaitUninterruptibly(working, atMost);
  }

  /** Ends those that are not done, if their threads still can. */
  void abandon(Duration atMost) {
    for (int i = 0; i < drivers.size(); i++) {
      loops.timers(i % loops.count()).soon(drivers.get(i)::abandon);
    }
    boolean unused = await(atMost);
  }

  Recording take() {
    Recording recording = new Recording();
    meters.forEach(meter -> meter.takeInto(recording));
    return recording;
  }

  /** The ids of the threads that drive. */
  List<Long> threads() {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < loops.count(); i++) {
      CompletableFuture<Long> id = new CompletableFuture<>();
      loops.timers(i).soon(() -> id.complete(Thread.currentThread().getId()));
      ids.add(id.join());
    }
    return ids;
  }

  List<Meter> meters() {
    return meters;
  }

  FailureCounts failures() {
    return failures;
  }
}
