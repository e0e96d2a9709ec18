package io.cashew.proxy.admin;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cashew.internal.v1.ScanCursor;
import io.cashew.internal.v1.ScanReply;
import io.cashew.internal.v1.ScanRequest;
import io.cashew.operation.Limits;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.ring.RingNode;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.ScanGroupReply;
import io.cashew.v1.ScanGroupRequest;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Pages through a group's entries, one node after the other by their ids. Where a page ends is told
 * to who asks: nothing is remembered here. Thread-safe.
 */
final class GroupScan {
  private final ClusterView view;
  private final NodeReports nodes;

  GroupScan(ClusterView view, NodeReports nodes) {
    this.view = view;
    this.nodes = nodes;
  }

  CompletableFuture<ScanGroupReply> page(ScanGroupRequest request) {
    Limits.checkGroup(request.getGroup());
    NavigableMap<String, RingNode> owners = owners();
    ScanCursor cursor = cursor(request);
    // A node that has left is passed over: what it had is with others, at another epoch.
    Map.Entry<String, RingNode> asked = owners.ceilingEntry(cursor.getNode());
    if (asked == null) {
      return CompletableFuture.completedFuture(ScanGroupReply.getDefaultInstance());
    }
    ScanRequest.Builder question =
        ScanRequest.newBuilder()
            .setGroup(request.getGroup())
            .setWithoutValues(request.getWithoutValues());
    if (asked.getKey().equals(cursor.getNode())) {
      question.setShard(cursor.getShard()).setPlace(cursor.getPlace());
    }
    return nodes
        .scan(asked.getValue().address(), question.build())
        .handle(
            (found, failure) -> {
              if (failure != null) {
                throw named(asked.getValue().id(), failure);
              }
              return reply(found, asked.getKey(), owners.higherKey(asked.getKey()));
            });
  }

  private NavigableMap<String, RingNode> owners() {
    Ring ring =
        view.ring()
            .orElseThrow(() -> new CashewException(Reason.NO_RING, "this proxy has no ring yet"));
    NavigableMap<String, RingNode> owners = new TreeMap<>();
    ring.nodes().stream()
        .filter(RingNode::isActive)
        .forEach(node -> owners.put(node.id().value(), node));
    return owners;
  }

  private static ScanCursor cursor(ScanGroupRequest request) {
    try {
      return ScanCursor.parseFrom(request.getCursor());
    } catch (InvalidProtocolBufferException e) {
      throw new CashewException(
          Reason.OPERATION_UNKNOWN, "cursor: none of ours (expected: as the last page said)");
    }
  }

  private static CashewException named(NodeId node, Throwable failure) {
    CashewException known = StatusCodec.fromStatus(failure);
    return new CashewException(
        known.reason(), "node %s: %s".formatted(node, known.getMessage()), known);
  }

  private static ScanGroupReply reply(ScanReply found, String node, @Nullable String nextNode) {
    ScanGroupReply.Builder reply =
        ScanGroupReply.newBuilder()
            .addAllEntries(found.getEntriesList())
            .setEpoch(found.getEpoch())
            .setMoving(found.getMoving());
    if (found.getMore()) {
      reply.setCursor(
          ScanCursor.newBuilder()
              .setNode(node)
              .setShard(found.getShard())
              .setPlace(found.getPlace())
              .build()
              .toByteString());
    } else if (nextNode != null) {
      reply.setCursor(ScanCursor.newBuilder().setNode(nextNode).build().toByteString());
    }
    return reply.build();
  }
}
