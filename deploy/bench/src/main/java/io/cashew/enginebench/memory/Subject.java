package io.cashew.enginebench.memory;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import io.cashew.enginebench.workload.Draw;
import io.cashew.enginebench.workload.Memory;
import io.cashew.enginebench.workload.RequestKey;
import io.cashew.node.store.Content;
import io.cashew.node.store.Reading;
import io.cashew.node.store.Store;
import io.cashew.node.store.Stores;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The process that is measured. Told by lines on its standard input, one at a time, and answers
 * each with a line; ends with its input.
 *
 * <pre>
 *   engine BYTES POLICY      make the engine's memory              ready
 *   caffeine ENTRIES         make a cache of Caffeine's            ready
 *   fill COUNT               store 32/100 B with TTL on all        entries held
 *   churn OPS SECONDS        gets, puts and new keys, at a pace    operations done
 *   overfill SECONDS         mixed sizes, more than there is room  highest used, budget, samples
 * </pre>
 */
final class Subject {
  private static final int VALUE_BYTES = 100;
  private static final long RECLAIM_NANOS = 50_000_000;
  private static final long SAMPLE_NANOS = 1_000_000;

  private final ByteString value = ByteString.copyFrom(new byte[VALUE_BYTES]);
  private @Nullable Store store;
  private com.github.benmanes.caffeine.cache.@Nullable Cache<RequestKey, byte[]> caffeine;
  private int filled;

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Subject subject = new Subject();
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      System.out.println(subject.obey(order.split(" ", -1)));
    }
  }

  private String obey(String[] order) throws InterruptedException {
    return switch (order[0]) {
      case "engine" -> engine(Long.parseLong(order[1]), order[2]);
      case "caffeine" -> caffeine(Integer.parseInt(order[1]));
      case "fill" -> String.valueOf(fill(Integer.parseInt(order[1])));
      case "churn" -> String.valueOf(churn(Integer.parseInt(order[1]), Integer.parseInt(order[2])));
      case "overfill" -> overfill(Integer.parseInt(order[1]));
      default -> throw new IllegalArgumentException("order: " + order[0]);
    };
  }

  private String engine(long bytes, String policy) {
    Stores made = Memory.node(bytes);
    store = Memory.group(made, bytes, policy);
    Thread reclaimer = new Thread(() -> reclaim(made), "reclaimer");
    reclaimer.setDaemon(true);
    reclaimer.start();
    return "ready";
  }

  /** As a node does. */
  private static void reclaim(Stores stores) {
    while (true) {
      while (stores.reclaim(Stores.MAX_RECLAIM)) {
        Thread.onSpinWait();
      }
      LockSupport.parkNanos(RECLAIM_NANOS);
    }
  }

  private String caffeine(int entries) {
    caffeine =
        Caffeine.newBuilder().maximumSize(entries).expireAfterWrite(Duration.ofHours(2)).build();
    return "ready";
  }

  private long fill(int count) {
    for (int number = 0; number < count; number++) {
      put(number);
    }
    filled = count;
    if (caffeine != null) {
      caffeine.cleanUp();
      return caffeine.estimatedSize();
    }
    return engine().statistics().entries();
  }

  private void put(long number) {
    RequestKey key = RequestKey.numbered(number);
    if (caffeine != null) {
      caffeine.put(key, value.toByteArray());
      return;
    }
    Duration ttl = Duration.ofSeconds(3600 + number % 3600);
    long unused =
        engine().store(key.hash(), key.bytes(), new Content.Value(value), Memory.TAG, ttl);
  }

  private Store engine() {
    if (store == null) {
      throw new IllegalStateException("there is no engine");
    }
    return store;
  }

  /**
   * Six gets, two puts of keys there are and two of new ones in ten; every request in objects of
   * its own. Works in slices of a millisecond and sleeps for what is left of each.
   */
  private long churn(int perSecond, int seconds) {
    Draw draw = Draw.zipf(filled, 7);
    Reading reading = new Reading();
    long start = System.nanoTime();
    long end = start + seconds * 1_000_000_000L;
    long fresh = filled;
    long done = 0;
    for (long now = start; now < end; now = System.nanoTime()) {
      long due = (long) ((now - start) / 1e9 * perSecond);
      if (done >= due) {
        LockSupport.parkNanos(500_000);
        continue;
      }
      for (; done < due; done++) {
        int kind = (int) (done % 10);
        if (kind < 6) {
          read(draw.next(), reading);
        } else if (kind < 8) {
          put(draw.next());
        } else {
          put(fresh);
          fresh++;
        }
      }
    }
    return done;
  }

  private void read(int number, Reading reading) {
    RequestKey key = RequestKey.numbered(number);
    if (caffeine != null) {
      byte[] unused = caffeine.getIfPresent(key);
    } else {
      boolean unused = engine().read(key.hash(), key.bytes(), Memory.TAG, reading);
    }
  }

  private String overfill(int seconds) throws InterruptedException {
    Store into = engine();
    long begin = System.nanoTime();
    long end = begin + seconds * 1_000_000_000L;
    List<Thread> writers = new ArrayList<>();
    AtomicLong stored = new AtomicLong();
    for (int i = 0; i < 2; i++) {
      int seed = i;
      Thread writer = new Thread(() -> stored.addAndGet(write(into, seed, end)), "writer-" + i);
      writers.add(writer);
      writer.start();
    }
    long most = 0;
    long samples = 0;
    while (System.nanoTime() < end) {
      most = Math.max(most, into.statistics().bytes());
      samples++;
      if (System.nanoTime() - begin > samples * SAMPLE_NANOS) {
        Thread.onSpinWait(); // behind: the machine had others to serve
      } else {
        LockSupport.parkNanos(SAMPLE_NANOS / 2);
      }
    }
    for (Thread writer : writers) {
      writer.join();
    }
    return "%s %s %s %s".formatted(most, into.statistics().maxBytes(), samples, stored.get());
  }

  private static long write(Store into, int seed, long end) {
    Random random = new Random(seed);
    Draw sizes = Draw.logUniform(40, 8 << 10, seed);
    ByteString bytes = ByteString.copyFrom(new byte[8 << 10]);
    long stored = 0;
    while (System.nanoTime() < end) {
      RequestKey key = RequestKey.numbered(random.nextInt(20_000_000));
      Content content = new Content.Value(bytes.substring(0, sizes.next()));
      long unused =
          into.store(key.hash(), key.bytes(), content, Memory.TAG, Duration.ofMinutes(10));
      stored++;
    }
    return stored;
  }
}
