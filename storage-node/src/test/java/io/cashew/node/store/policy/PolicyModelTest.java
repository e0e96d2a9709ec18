package io.cashew.node.store.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.group.PolicySettings;
import io.cashew.node.store.policy.QueueModel.PolicyModelKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every policy against its textbook, step by step, under the same random events. */
final class PolicyModelTest {
  private static final int STEPS = 4_000;
  private static final int KEYS = 150;

  static Stream<Arguments> policies() {
    return Stream.of(
            new Case("fifo", new QueueModel(PolicyModelKind.FIFO)),
            new Case("lru", new QueueModel(PolicyModelKind.LRU)),
            new Case("sieve", new QueueModel(PolicyModelKind.SIEVE)),
            new Case("slru-plain", new SlruModel(80)),
            new Case("slru-plain:protected=30", new SlruModel(30)),
            new Case("lfu", new LfuModel()),
            new Case("lru-k", new LruKModel(2)),
            new Case("lru-k:k=4", new LruKModel(4)),
            new Case("2q", new TwoQModel(25, 50)),
            new Case("2q:in=60,out=200", new TwoQModel(60, 200)),
            new Case("s3fifo", new S3FifoModel(10)),
            new Case("s3fifo:small=40", new S3FifoModel(40)),
            new Case("gdsf", new GdsfModel(key -> true)))
        .map(each -> Arguments.of(Named.of(each.settings, each)));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void policy_underRandomEvents_doesAsItsModel(Case tested) {
    Run run = new Run(tested, new Random(20261121), new MixedWeights());

    IntStream.range(0, STEPS).forEach(step -> run.step());

    assertThat(run.victims).as("victims that the random events asked for").isGreaterThan(500);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void policy_emptiedByVictims_endsWithNone(Case tested) {
    Run run = new Run(tested, new Random(7), new MixedWeights());
    IntStream.range(0, 300).forEach(step -> run.step());

    while (run.policy.size() > 0) {
      run.evict();
    }

    assertThat(run.policy.victim()).isEqualTo(Policy.NONE);
    assertThat(run.policy.weight()).isZero();
  }

  /** A policy by its settings, and what it should do. */
  private record Case(String settings, PolicyModel model) {}

  /** Primes, so that hardly two entries are worth the same by weight. Few are heavy. */
  private static final class MixedWeights {
    private static final int LIGHT = 50_000;

    private final List<Integer> light = new ArrayList<>();
    private final List<Integer> heavy = new ArrayList<>();
    private int next;

    MixedWeights() {
      boolean[] composite = new boolean[200_000];
      for (int i = 2; i < composite.length; i++) {
        if (!composite[i]) {
          if (i > 255) {
            (i < LIGHT ? light : heavy).add(i);
          }
          for (long j = (long) i * i; j < composite.length; j += i) {
            composite[(int) j] = true;
          }
        }
      }
      Collections.shuffle(light, new Random(1));
      Collections.shuffle(heavy, new Random(1));
    }

    long next(Random random) {
      List<Integer> primes = random.nextInt(12) == 0 ? heavy : light;
      return primes.get(next++ % primes.size());
    }
  }

  /** A policy and its model, told the same. */
  private static final class Run {
    private final Random random;
    private final MixedWeights weights;
    private final PolicyModel model;
    private final SparseEntries entries = new SparseEntries(3);
    private final Policy policy;
    private final Map<Integer, Integer> handles = new HashMap<>();
    private long capacity = 1_200_000;
    private int victims;

    Run(Case tested, Random random, MixedWeights weights) {
      this.random = random;
      this.weights = weights;
      this.model = tested.model;
      this.policy = new Policies(PolicySettings.parse(tested.settings)).create(entries, capacity);
      model.resize(capacity);
    }

    void step() {
      int event = random.nextInt(1000);
      if (event < 930) {
        request((int) Math.min(KEYS - 1, Math.abs(random.nextGaussian() * KEYS / 3)));
      } else if (event < 960) {
        any(this::reweigh);
      } else if (event < 990) {
        any(this::remove);
      } else if (event < 997) {
        evict();
      } else {
        resize();
      }
      policy.checkIntegrity();
      assertThat(policy.size()).isEqualTo(handles.size());
      handles.forEach((key, handle) -> assertThat(policy.list(handle)).isEqualTo(model.list(key)));
    }

    void evict() {
      int handle = policy.victim();
      int key = handle == Policy.NONE ? PolicyModel.NOBODY : entries.key(handle);
      assertThat(key).isEqualTo(model.victim());
      if (handle != Policy.NONE) {
        handles.remove(key);
        entries.remove(handle);
        victims++;
      }
    }

    private void request(int key) {
      Integer handle = handles.get(key);
      if (handle != null) {
        policy.touched(handle);
        model.touched(key);
        return;
      }
      long weight = weights.next(random);
      if (weight > capacity) {
        return;
      }
      while (policy.weight() + weight > capacity) {
        evict();
      }
      int admitted = entries.add(key, weight);
      handles.put(key, admitted);
      policy.admitted(admitted);
      model.admitted(key, weight);
    }

    private void reweigh(int key, int handle) {
      long weight = weights.next(random);
      policy.reweighed(handle, entries.reweigh(handle, weight));
      model.reweighed(key, weight);
    }

    private void remove(int key, int handle) {
      policy.removed(handle);
      model.removed(key);
      handles.remove(key);
      entries.remove(handle);
    }

    private void resize() {
      capacity = 200_000L + random.nextInt(2_000_000);
      policy.resize(capacity);
      model.resize(capacity);
    }

    private void any(Change change) {
      if (!handles.isEmpty()) {
        List<Integer> keys = handles.keySet().stream().sorted().toList();
        int key = keys.get(random.nextInt(keys.size()));
        change.of(key, handles.get(key));
      }
    }

    private interface Change {
      void of(int key, int handle);
    }
  }
}
