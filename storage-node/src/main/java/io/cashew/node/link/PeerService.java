package io.cashew.node.link;

import io.cashew.cluster.RingCodec;
import io.cashew.cluster.UnreadableRecordException;
import io.cashew.cluster.Versioned;
import io.cashew.internal.v1.FenceReply;
import io.cashew.internal.v1.FenceRequest;
import io.cashew.internal.v1.PeerGrpc;
import io.cashew.node.core.Node;
import io.cashew.ring.Ring;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** {@code cashew.internal.v1.Peer}: what other nodes ask of this one. */
public final class PeerService extends PeerGrpc.PeerImplBase {
  private final Node node;
  private final String cluster;

  /** Refuses nodes of another cluster than the one named. */
  public PeerService(Node node, String cluster) {
    this.node = node;
    this.cluster = cluster;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the answer is the end
  public void fence(FenceRequest request, StreamObserver<FenceReply> replies) {
    ServerCallStreamObserver<FenceReply> call = (ServerCallStreamObserver<FenceReply>) replies;
    call.setOnCancelHandler(() -> {}); // answering a call that was given up is then no error
    Ring ring;
    try {
      checkCluster(request.getCluster());
      ring = RingCodec.decode(new Versioned(request.getRecord(), request.getRevision()));
    } catch (UnreadableRecordException | IllegalArgumentException e) {
      call.onError(
          Status.INVALID_ARGUMENT.withDescription(e.getMessage()).withCause(e).asException());
      return;
    } catch (StatusException e) {
      call.onError(e);
      return;
    }
    node.fence(ring)
        .thenAccept(
            epoch -> {
              call.onNext(FenceReply.newBuilder().setEpoch(epoch).build());
              call.onCompleted();
            });
  }

  /** An address may have been another cluster's before, and its nodes may not know yet. */
  private void checkCluster(String theirs) throws StatusException {
    if (!theirs.equals(cluster)) {
      throw Status.FAILED_PRECONDITION
          .withDescription(
              "this is node %s of cluster \"%s\", asked by a node of cluster \"%s\": one of the two"
                      .formatted(node.id(), cluster, theirs)
                  + " has the wrong address")
          .asException();
    }
  }
}
