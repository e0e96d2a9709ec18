package io.cashew.client.link;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy is asked: of two at random the one with fewer calls unanswered (Mitzenmacher, 2001),
 * and only if none is well one that is not. Confined to an event loop.
 */
final class Choice<P extends Choice.Candidate> {
  private final List<P> proxies;
  private final RandomGenerator random;

  /** Those found well, from the left, and those that are up at least, from the right. */
  private final List<P> candidates;

  /** One of at most 64 proxies. */
  interface Candidate {
    /** Calls can be sent. */
    boolean isUp();

    /** Nothing speaks for sending calls to another proxy. */
    boolean isWell();

    /** How many calls are unanswered. */
    int inFlight();

    /** The proxy's own. */
    long bit();
  }

  Choice(List<P> proxies, RandomGenerator random) {
    this.proxies = proxies;
    this.random = random;
    this.candidates = new ArrayList<>(proxies);
  }

  /** One that is up and not among those, by their bits; null if there is none. */
  @Nullable P except(long those) {
    int count = candidates.size();
    if (count == 1) {
      P only = proxies.get(0);
      return isUp(only, those) ? only : null;
    }
    int well = 0;
    int rest = count;
    for (P proxy : proxies) {
      if (!isUp(proxy, those)) {
        continue;
      }
      if (proxy.isWell()) {
        candidates.set(well++, proxy);
      } else {
        candidates.set(--rest, proxy);
      }
    }
    return well > 0 ? between(0, well) : between(rest, count);
  }

  private boolean isUp(P proxy, long except) {
    return proxy.isUp() && (proxy.bit() & except) == 0;
  }

  private @Nullable P between(int from, int to) {
    int count = to - from;
    if (count == 0) {
      return null;
    }
    if (count == 1) {
      return candidates.get(from);
    }
    int one = random.nextInt(count);
    int other = (one + 1 + random.nextInt(count - 1)) % count;
    P first = candidates.get(from + one);
    P second = candidates.get(from + other);
    return first.inFlight() <= second.inFlight() ? first : second;
  }
}
