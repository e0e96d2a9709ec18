package io.cashew.node.source;

import io.cashew.lifecycle.Part;
import io.cashew.status.Reason;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The loads of one connection that are not over. Each is over at the end of its timeout, whatever
 * the source does, and all are when the node stops. Thread-safe.
 */
public final class Unfinished implements Part {
  private final String source;
  private final Timers timers;
  private final FailureLog failures;
  private final Set<Load> loads = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * None yet.
   *
   * @param source the connection's name
   * @param timers end loads that take too long; whatever depends on a load may run on their thread
   */
  public Unfinished(String source, Timers timers, Ticker ticker) {
    this.source = source;
    this.timers = timers;
    this.failures = new FailureLog(source, ticker);
  }

  /** A load that begins now; it is over already if the node is stopping. */
  public Load begin(LoadRequest request) {
    Load load = new Load(source, request, failures);
    loads.add(load);
    Timers.Timer timer = timers.after(request.timeout(), load::failAsSlow);
    load.whenOver(
        () -> {
          timer.cancel();
          loads.remove(load);
        });
    if (closed) {
      refuse(load);
    }
    return load;
  }

  @Override
  public void close() {
    closed = true;
    loads.forEach(Unfinished::refuse);
  }

  private static void refuse(Load load) {
    load.fail(Reason.DRAINING, "the node is stopping");
  }
}
