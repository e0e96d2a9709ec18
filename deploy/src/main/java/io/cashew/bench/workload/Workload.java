package io.cashew.bench.workload;

import static com.google.common.base.Preconditions.checkArgument;

import io.cashew.operation.Limits;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What is asked for.
 *
 * @param prefix what all keys begin with
 * @param keySize bytes of each key; 0: as many as prefix and number have
 * @param many keys of each get
 * @param misses what follows a get of one key that found nothing
 * @param ttl how long sets and touches let keys live
 * @param seed of all randomness: the same seed makes each connection ask the same
 */
public record Workload(
    Popularity popularity,
    String prefix,
    int keySize,
    ValueSizes sizes,
    Mix mix,
    int many,
    Misses misses,
    Duration ttl,
    long seed) {
  private static final long MOST_KEYS = 1_000_000_000;

  public Workload {
    checkArgument(
        popularity.keys() >= 1 && popularity.keys() <= MOST_KEYS,
        "keys: %s (expected: 1 to a thousand million)",
        popularity.keys());
    checkArgument(
        many >= 1 && many <= Limits.BATCH_KEYS,
        "many: %s (expected: 1 to %s)",
        many,
        Limits.BATCH_KEYS);
    checkArgument(
        ttl.toMillis() >= 1 && ttl.toDays() <= 365, "ttl: %s (expected: 1ms to 365d)", ttl);
    checkArgument(
        many == 1 || misses == Misses.LEFT,
        "many: %s (expected: 1 where what is missed is set)",
        many);
    new KeyNames(prefix, keySize, popularity.keys()); // says if the size is too small
  }

  /** What an application does that finds nothing. */
  public enum Misses {
    LEFT,
    /** It sets the key, as one does beside a cache that cannot load. */
    SET
  }

  /** Which verbs may occur. */
  public Set<Verb> verbs() {
    Set<Verb> verbs = EnumSet.copyOf(mix.weights().keySet());
    if (misses == Misses.SET) {
      verbs.add(Verb.SET);
    }
    return verbs;
  }

  /** Whether something is changed. */
  public boolean writes() {
    return !verbs().equals(Set.of(Verb.GET));
  }

  /** What keys are called. */
  public KeyNames names() {
    return new KeyNames(prefix, keySize, popularity.keys());
  }

  /** What values are. */
  public Values values() {
    return new Values(sizes, seed);
  }

  /** A source of randomness of a driver's own. */
  public SplittableRandom random(int driver) {
    return new SplittableRandom(Scatter.bits(seed) + driver);
  }

  /** The same keys and values, each set once. */
  public Workload filling() {
    return new Workload(
        new Popularity.InTurn(popularity.keys()),
        prefix,
        keySize,
        sizes,
        Mix.of(Verb.SET),
        1,
        Misses.LEFT,
        ttl,
        seed);
  }
}
