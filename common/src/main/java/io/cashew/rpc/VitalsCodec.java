package io.cashew.rpc;

import io.cashew.health.LoopWatch;
import io.cashew.health.StoreWatch;
import io.cashew.health.Vitals;
import io.cashew.tally.Distribution;
import io.cashew.v1.ProcessVitals;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;

/** How this process is, as a message. Thread-safe. */
public final class VitalsCodec {
  private final LoopWatch loops;
  private final StoreWatch store;
  private final InstantSource wallClock;
  private final String host = host();

  public VitalsCodec(LoopWatch loops, StoreWatch store, InstantSource wallClock) {
    this.loops = loops;
    this.store = store;
    this.wallClock = wallClock;
  }

  /** As it is now. */
  public ProcessVitals message() {
    Vitals vitals = Vitals.ofThisProcess();
    Distribution lateness = loops.lateness();
    ProcessVitals.Builder message =
        ProcessVitals.newBuilder()
            .setVersion(vitals.version())
            .setNowMs(wallClock.millis())
            .setUptimeMs(vitals.uptimeMillis())
            .setHost(host)
            .setPid(ProcessHandle.current().pid())
            .setHeapLiveBytes(vitals.heapLive())
            .setHeapMaxBytes(vitals.heapMax())
            .setDirectBytes(vitals.direct())
            .setDirectMaxBytes(vitals.directMax())
            .setMachineBytes(vitals.machine())
            .setOpenFiles(vitals.openFiles())
            .setMaxFiles(vitals.maxFiles())
            .setLoopBeats(lateness.count())
            .setLoopLatenessSeconds(lateness.sum());
    store.away().ifPresent(away -> message.setStoreAwayMs(away.toMillis()));
    return message.build();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "";
    }
  }
}
