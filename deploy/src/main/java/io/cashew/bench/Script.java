package io.cashew.bench;

import io.cashew.bench.workload.Mix;
import io.cashew.bench.workload.Popularity;
import io.cashew.bench.workload.Verb;
import io.cashew.bench.workload.Workload;
import java.util.SplittableRandom;

/** What one driver asks for, request after request. Confined to its thread. */
final class Script {
  private final Mix.Draw verbs;
  private final Popularity.Draw keys;
  private final int many;

  private Script(Mix.Draw verbs, Popularity.Draw keys, int many) {
    this.verbs = verbs;
    this.keys = keys;
    this.many = many;
  }

  static Script of(Workload workload, SplittableRandom random, int driver, int drivers) {
    return new Script(
        workload.mix().draw(random.split()),
        workload.popularity().draw(random.split(), driver, drivers),
        workload.many());
  }

  /** Makes it the next request. */
  void fill(Request request) {
    Verb verb = verbs.next();
    int count = verb == Verb.GET ? many : 1;
    request.ask(verb, count);
    for (int i = 0; i < count; i++) {
      request.number(i, keys.next());
    }
  }

  /** Leaves out the next request. */
  Verb skip() {
    Verb verb = verbs.next();
    for (int i = verb == Verb.GET ? many : 1; i > 0; i--) {
      keys.next();
    }
    return verb;
  }
}
