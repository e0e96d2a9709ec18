package io.cashew.health;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

/**
 * What this process has of what it needs, at one moment. Amounts of memory are in bytes.
 *
 * @param uptimeMillis since its start
 * @param heapLive in use after the last collection of each part of the heap
 * @param heapMax the most there can be
 * @param direct taken outside of the heap
 * @param directMax what the JVM grants there
 * @param machine memory of the machine, or of the container if that is less; 0: not known
 * @param openFiles 0: not known
 * @param maxFiles 0: not known
 */
public record Vitals(
    String version,
    long uptimeMillis,
    long heapLive,
    long heapMax,
    long direct,
    long directMax,
    long machine,
    long openFiles,
    long maxFiles) {
  /** As they are now. Cheap enough for a person, not for a request. */
  public static Vitals ofThisProcess() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    UnixOperatingSystemMXBean unix =
        system instanceof UnixOperatingSystemMXBean found ? found : null;
    return new Vitals(
        versionOfJar(),
        ManagementFactory.getRuntimeMXBean().getUptime(),
        heapLeft(),
        Runtime.getRuntime().maxMemory(),
        directTaken(),
        directGranted(),
        system == null ? 0 : system.getTotalMemorySize(),
        unix == null ? 0 : Math.max(0, unix.getOpenFileDescriptorCount()),
        unix == null ? 0 : Math.max(0, unix.getMaxFileDescriptorCount()));
  }

  private static String versionOfJar() {
    String version = Vitals.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version; // not from a jar
  }

  /** What no collection could free: what is in use now is mostly garbage. */
  private static long heapLeft() {
    long live = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage left = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
      live += left == null ? 0 : left.getUsed();
    }
    return live;
  }

  private static long directTaken() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(pool -> Math.max(0, pool.getMemoryUsed()))
        .sum();
  }

  private static long directGranted() {
    HotSpotDiagnosticMXBean hotSpot =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    long flag =
        hotSpot == null ? 0 : Long.parseLong(hotSpot.getVMOption("MaxDirectMemorySize").getValue());
    return flag == 0 ? Runtime.getRuntime().maxMemory() : flag; // 0: not set
  }
}
