package io.cashew.node.link;

import io.cashew.internal.v1.PingReply;
import io.cashew.internal.v1.PingRequest;
import io.cashew.internal.v1.ProbeGrpc;
import io.cashew.node.core.Node;
import io.cashew.node.handover.HandoverStatistics;
import io.grpc.stub.StreamObserver;

/** {@code cashew.internal.v1.Probe}: says that the node is there, at once, on the event loop. */
public final class ProbeService extends ProbeGrpc.ProbeImplBase {
  private final Node node;
  private final long instance;

  /** {@code instance}: which of the node's lives this is, as it is registered. */
  public ProbeService(Node node, long instance) {
    this.node = node;
    this.instance = instance;
  }

  @Override
  public void ping(PingRequest request, StreamObserver<PingReply> replies) {
    HandoverStatistics handovers = node.handovers();
    replies.onNext(
        PingReply.newBuilder()
            .setNode(node.id().value())
            .setInstance(instance)
            .setEpoch(node.terms().epoch())
            .setGiving(handovers.giving())
            .setTaking(handovers.taking())
            .build());
    replies.onCompleted();
  }
}
