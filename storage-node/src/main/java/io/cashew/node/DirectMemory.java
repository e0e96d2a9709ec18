package io.cashew.node;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.cashew.config.ByteSizes;
import io.cashew.lifecycle.StartException;
import java.lang.management.ManagementFactory;

/**
 * The memory that a JVM grants outside of its heap, where a node keeps its entries.
 *
 * @param limitBytes for all direct buffers of the process together
 */
record DirectMemory(long limitBytes) {
  /**
   * Left to whoever else takes direct buffers: Netty above all, drivers, the JDK itself. Without
   * it, they would fail in a node that has all of its own memory.
   */
  static final long SPARE_BYTES = 256 << 20;

  private static final long MIB = 1 << 20;

  /** What this JVM grants; a JVM that does not tell is taken to grant anything. */
  static DirectMemory ofThisJvm() {
    HotSpotDiagnosticMXBean hotSpot =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (hotSpot == null) {
      return new DirectMemory(Long.MAX_VALUE);
    }
    long flag = Long.parseLong(hotSpot.getVMOption("MaxDirectMemorySize").getValue());
    return new DirectMemory(flag == 0 ? Runtime.getRuntime().maxMemory() : flag); // 0: not set
  }

  /**
   * Refuses a node that could not get its memory: better at once than when it fills up.
   *
   * @throws StartException if there is less than the node needs; says how to grant it
   */
  void check(long nodeBytes) {
    long needed = nodeBytes + SPARE_BYTES;
    if (limitBytes < needed) {
      throw new StartException(
          ("node.memory is %s, for which this JVM has to grant %s outside of its heap, and it grants"
                  + " %s: start it with -XX:MaxDirectMemorySize=%dm or more, or set less node.memory")
              .formatted(
                  ByteSizes.format(nodeBytes),
                  ByteSizes.format(needed),
                  ByteSizes.format(limitBytes),
                  (needed + MIB - 1) / MIB));
    }
  }
}
