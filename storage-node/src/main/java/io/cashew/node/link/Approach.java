package io.cashew.node.link;

import io.cashew.node.core.Node;
import io.cashew.operation.Operation;
import io.cashew.operation.RoutedOperation;
import io.cashew.rpc.link.LinkCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has memory brought near for the gets of a message before they are looked up one by one. For fewer
 * than {@value #FEWEST} calls that is not worth it. Confined to a link's event loop.
 */
final class Approach {
  /** What so many gets read stays near until they are looked up. */
  static final int MOST = 128;

  private static final int FEWEST = 8;

  private final Node node;
  private final long[] hashes = new long[MOST];

  /** What was read, so that the reading is not for nothing in the compiler's eyes. */
  private int read;

  Approach(Node node) {
    this.node = node;
  }

  /** Of {@value #MOST} calls at most, those are served that are for the group of the first get. */
  void to(List<LinkCall> calls) {
    if (calls.size() < FEWEST) {
      return;
    }
    int count = 0;
    String group = null;
    for (LinkCall call : calls) {
      RoutedOperation routed = get(call);
      if (routed != null) {
        if (group == null) {
          group = routed.operation().group();
        }
        if (group.equals(routed.operation().group())) {
          hashes[count] = routed.hash();
          count++;
        }
      }
    }
    if (group != null && count >= FEWEST) {
      read += node.approach(group, hashes, count);
    }
  }

  private static @Nullable RoutedOperation get(LinkCall call) {
    return call instanceof LinkCall.Valid valid
            && valid.routed().operation() instanceof Operation.Get
        ? valid.routed()
        : null;
  }

  @Override
  public String toString() {
    return "Approach[" + read + "]";
  }
}
