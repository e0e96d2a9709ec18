package io.cashew.client.link;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy is asked: of two at random the one with fewer calls unanswered (Mitzenmacher, 2001),
 * and only if none is well one that is not. Confined to an event loop.
 */
final class Choice {
  private final List<ProxyStream> proxies;
  private final RandomGenerator random;
  private final ProxyStream[] candidates;

  Choice(List<ProxyStream> proxies, RandomGenerator random) {
    this.proxies = proxies;
    this.random = random;
    this.candidates = new ProxyStream[proxies.size()];
  }

  /** One that is up and not among those (see {@link ProxyStream#bit}); null if there is none. */
  @Nullable ProxyStream except(long those) {
    if (candidates.length == 1) {
      ProxyStream only = proxies.get(0);
      return only.isUp() && (only.bit() & those) == 0 ? only : null;
    }
    int well = 0;
    int rest = candidates.length;
    for (ProxyStream proxy : proxies) {
      if (!proxy.isUp() || (proxy.bit() & those) != 0) {
        continue;
      }
      if (proxy.isWell()) {
        candidates[well++] = proxy;
      } else {
        candidates[--rest] = proxy;
      }
    }
    return well > 0 ? between(0, well) : between(rest, candidates.length);
  }

  private @Nullable ProxyStream between(int from, int to) {
    int count = to - from;
    if (count == 0) {
      return null;
    }
    int one = random.nextInt(count);
    if (count == 1) {
      return candidates[from];
    }
    int other = (one + 1 + random.nextInt(count - 1)) % count;
    ProxyStream first = candidates[from + one];
    ProxyStream second = candidates[from + other];
    return first.inFlight() <= second.inFlight() ? first : second;
  }
}
