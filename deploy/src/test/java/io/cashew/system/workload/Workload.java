package io.cashew.system.workload;

import com.google.common.collect.Lists;
import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.client.Answer;
import io.cashew.client.CashewClient;
import io.cashew.client.ClientConfig;
import io.cashew.client.Result;
import io.cashew.lifecycle.Part;
import io.cashew.lifecycle.Parts;
import io.cashew.operation.Operation.Want;
import io.cashew.system.history.Ending;
import io.cashew.system.history.Key;
import io.cashew.system.history.Key.Space;
import io.cashew.system.history.Recorder;
import io.cashew.system.workload.Asking.Door;
import io.cashew.time.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * Clients that ask at a fixed rate, however slow the answers, and write down what they see.
 *
 * <p>A key is written by one client at a time. Writing a key with a source is: change it there,
 * then delete it in the cache, again and again until that is acknowledged. A set is sent once. A
 * client per proxy, so that what a proxy does shows; each operation takes any of them.
 *
 * <p>Threads: one sends; endings come on the network's.
 */
public final class Workload implements Part {
  private static final int BATCH = 500;
  private static final long REPEAT_MILLIS = 20;
  private static final long MOST_BEHIND = TimeUnit.MILLISECONDS.toNanos(250);

  /** A request ends within its deadline and a little; this beyond it is much. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Plan plan;
  private final VersionedSource source;
  private final Recorder recorder;
  private final Asking asking;
  private final Parts parts = new Parts();
  private final List<Door> doors = new ArrayList<>();
  private final List<Written> sourced = new ArrayList<>();
  private final List<Written> plain = new ArrayList<>();
  private final Map<Key, Integer> partitions = new HashMap<>();
  private final Random random;
  private final Popularity popularity;
  private final ScheduledExecutorService later;
  private final Thread sender = new Thread(this::send, "workload");
  private long skipped;
  private volatile boolean stopped;

  /**
   * Begins to ask once all keys are in the cache.
   *
   * @param proxies by name: where to ask
   */
  public Workload(
      Plan plan, Map<String, HostAndPort> proxies, VersionedSource source, Recorder recorder) {
    this.plan = plan;
    this.source = source;
    this.recorder = recorder;
    this.asking = new Asking(recorder);
    this.random = new Random(plan.seed());
    this.popularity = new Popularity(plan.keys(), plan.skew());
    source.recordTo(recorder);
    proxies.forEach(
        (name, address) ->
            doors.add(
                new Door(
                    "via " + name,
                    parts.add(
                        CashewClient.connect(
                            new ClientConfig(List.of(address), plan.deadline()))))));
    for (int i = 0; i < plan.keys(); i++) {
      sourced.add(new Written(new Key(Space.SOURCED, plan.firstKey() + i)));
    }
    for (int i = 0; i < plan.plainKeys(); i++) {
      plain.add(new Written(new Key(Space.PLAIN, plan.firstKey() + i)));
    }
    later = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "workload-later"));
    warm();
    sender.start();
  }

  /** Loads and sets every key, and learns where each belongs. */
  private void warm() {
    Lists.partition(sourced, BATCH).forEach(this::locate);
    Lists.partition(plain, BATCH).forEach(this::locate);
  }

  /** Keys of one group. */
  private void locate(List<Written> keys) {
    Map<ByteString, Key> byBytes = new HashMap<>();
    keys.forEach(each -> byBytes.put(ByteString.copyFromUtf8(each.key.text()), each.key));
    String group = Asking.groupOf(keys.get(0).key);
    CashewClient client = doors.get(0).client();
    Await.until(
        "every key is in the cache",
        () -> {
          setMissing(keys);
          client
              .getMany(group, byBytes.keySet(), Want.VALUE_AND_DETAIL)
              .join()
              .forEach((bytes, result) -> locate(byBytes.get(bytes), result));
          return partitions.keySet().containsAll(byBytes.values());
        });
  }

  /** Keys without a source are nowhere before they are set; while all is cold, that may fail. */
  private void setMissing(List<Written> keys) {
    keys.stream()
        .filter(each -> each.key.space() == Space.PLAIN && !partitions.containsKey(each.key))
        .forEach(this::set);
    asking.awaitAll(plan.deadline().plus(PATIENCE));
  }

  private void locate(Key key, Result result) {
    if (result instanceof Answer.Found found && found.detail().isPresent()) {
      partitions.put(key, found.detail().get().partition());
    }
  }

  private void send() {
    long interval = TimeUnit.SECONDS.toNanos(1) / plan.rate();
    long next = System.nanoTime();
    while (!stopped) {
      long now = System.nanoTime();
      if (now - next > MOST_BEHIND) { // this machine was busy; a flood would prove nothing
        skipped += (now - next) / interval;
        next = now;
      }
      while (next - System.nanoTime() > 0) {
        LockSupport.parkNanos(next - System.nanoTime());
      }
      sendOne();
      next += interval;
    }
  }

  private void sendOne() {
    boolean inSource = random.nextInt(5) > 0;
    Written key =
        inSource ? sourced.get(popularity.next(random)) : plain.get(random.nextInt(plain.size()));
    if (random.nextDouble() >= plan.writes() || !key.writing.compareAndSet(false, true)) {
      asking.get(anyDoor(), key.key);
    } else if (inSource) {
      deleteUntilAcknowledged(key, source.bump(key.key));
    } else if (random.nextInt(4) == 0) {
      asking.delete(anyDoor(), key.key, key.version.incrementAndGet(), key::written);
    } else {
      set(key);
    }
  }

  private void set(Written key) {
    key.writing.set(true);
    asking.set(anyDoor(), key.key, key.version.incrementAndGet(), key::written);
  }

  private void deleteUntilAcknowledged(Written key, long version) {
    asking.delete(
        anyDoor(),
        key.key,
        version,
        ending -> {
          if (ending instanceof Ending.Done) {
            key.written(ending);
          } else if (!stopped) {
            repeatDelete(key, version);
          }
        });
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it goes on by itself
  private void repeatDelete(Written key, long version) {
    later.schedule(
        () -> {
          if (!stopped) {
            deleteUntilAcknowledged(key, version);
          }
        },
        REPEAT_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  private Door anyDoor() {
    return doors.get(ThreadLocalRandom.current().nextInt(doors.size()));
  }

  /** The keys whose partitions are some; a key's never changes. */
  public Set<Key> keysOf(IntPredicate partitionsWanted) {
    return partitions.entrySet().stream()
        .filter(entry -> partitionsWanted.test(entry.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Goes on for so long. */
  public void goOn(Duration time) {
    Await.pass(time);
  }

  /** Asks nothing more, and waits until every request has ended. */
  @Override
  public void close() {
    if (stopped) {
      return;
    }
    stopped = true;
    try {
      sender.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    asking.awaitAll(plan.deadline().plus(PATIENCE));
    later.shutdownNow();
    parts.close();
    if (skipped > 0) {
      recorder.fault("this machine was too busy to ask: " + skipped + " operations not sent");
    }
  }

  /** A key and its one writer. */
  private static final class Written {
    private final Key key;
    private final AtomicLong version = new AtomicLong();
    private final AtomicBoolean writing = new AtomicBoolean();

    Written(Key key) {
      this.key = key;
    }

    void written(Ending ending) {
      writing.set(false);
    }
  }
}
