package io.cashew.enginebench.speed;

import com.google.protobuf.ByteString;
import io.cashew.enginebench.workload.RequestKey;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The four loads that the engine is compared under. */
public class SpeedBenchmark {
  /** A thread's lane to a cache with room. */
  @State(Scope.Thread)
  public static class RoomyLane {
    private Lane lane = new NoLane();

    @Setup
    public void open(CacheState.Roomy cache) {
      lane = cache.lane();
    }
  }

  /** A thread's lane to a cache without. */
  @State(Scope.Thread)
  public static class TightLane {
    private Lane lane = new NoLane();

    @Setup
    public void open(CacheState.Tight cache) {
      lane = cache.lane();
    }
  }

  /** What became of the gets. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Outcomes {
    public long hits;
    public long misses;
  }

  /** Gets of keys that are all there. */
  @Benchmark
  public int get(RoomyLane to, Caller caller) {
    return to.lane.get(caller.next());
  }

  /** Nineteen gets and a put. */
  @Benchmark
  public int mixed(RoomyLane to, Caller caller) {
    RequestKey key = caller.next();
    if (caller.isTwentieth()) {
      to.lane.put(key, caller.value);
      return 0;
    }
    return to.lane.get(key);
  }

  /** Puts of keys that are all there. */
  @Benchmark
  public void put(RoomyLane to, Caller caller) {
    to.lane.put(caller.next(), caller.value);
  }

  /** Gets with room for one key in ten; what is missing is loaded for nothing and put. */
  @Benchmark
  public int readThrough(TightLane to, Caller caller, Outcomes outcomes) {
    RequestKey key = caller.next();
    int length = to.lane.get(key);
    if (length != Lane.MISS) {
      outcomes.hits++;
      return length;
    }
    outcomes.misses++;
    to.lane.put(key, caller.value);
    return 0;
  }

  /** Stands in until the thread has its lane. */
  private static final class NoLane implements Lane {
    @Override
    public int get(RequestKey key) {
      throw new IllegalStateException("there is no cache yet");
    }

    @Override
    public void put(RequestKey key, ByteString value) {
      throw new IllegalStateException("there is no cache yet");
    }
  }
}
