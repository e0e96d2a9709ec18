package io.cashew.node.link;

import io.cashew.cluster.RingCodec;
import io.cashew.cluster.UnreadableRecordException;
import io.cashew.cluster.Versioned;
import io.cashew.internal.v1.FenceReply;
import io.cashew.internal.v1.FenceRequest;
import io.cashew.internal.v1.FetchKey;
import io.cashew.internal.v1.FetchReply;
import io.cashew.internal.v1.FetchRequest;
import io.cashew.internal.v1.HandOverRequest;
import io.cashew.internal.v1.HandedEntries;
import io.cashew.internal.v1.PeerGrpc;
import io.cashew.node.core.Node;
import io.cashew.node.handover.Handout;
import io.cashew.node.handover.Term;
import io.cashew.ring.NodeId;
import io.cashew.ring.Ring;
import io.cashew.time.Timers;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;

/** {@code cashew.internal.v1.Peer}: what other nodes ask of this one. */
public final class PeerService extends PeerGrpc.PeerImplBase {
  private final Node node;
  private final String cluster;
  private final Timers timers;

  /** Refuses nodes of another cluster than the one named. Streams run on the timers' thread. */
  public PeerService(Node node, String cluster, Timers timers) {
    this.node = node;
    this.cluster = cluster;
    this.timers = timers;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the answer is the end
  public void fence(FenceRequest request, StreamObserver<FenceReply> replies) {
    ServerCallStreamObserver<FenceReply> call = (ServerCallStreamObserver<FenceReply>) replies;
    call.setOnCancelHandler(() -> {}); // answering a call that was given up is then no error
    try {
      checkCluster(request.getCluster());
      Ring ring = RingCodec.decode(new Versioned(request.getRecord(), request.getRevision()));
      node.fence(ring)
          .thenAccept(
              epoch -> {
                call.onNext(FenceReply.newBuilder().setEpoch(epoch).build());
                call.onCompleted();
              });
    } catch (UnreadableRecordException | IllegalArgumentException | StatusException e) {
      call.onError(refusal(e));
    }
  }

  @Override
  public void fetch(FetchRequest request, StreamObserver<FetchReply> replies) {
    try {
      checkCluster(request.getCluster());
      NodeId asker = new NodeId(request.getFrom());
      FetchReply.Builder reply = FetchReply.newBuilder();
      for (FetchKey key : request.getKeysList()) {
        reply.addEntries(
            PeerCodec.entry(node.fetch(asker, request.getGroup(), PeerCodec.key(key))));
      }
      replies.onNext(reply.build());
      replies.onCompleted();
    } catch (IllegalArgumentException | StatusException e) {
      replies.onError(refusal(e));
    }
  }

  @Override
  public void handOver(HandOverRequest request, StreamObserver<HandedEntries> replies) {
    ServerCallStreamObserver<HandedEntries> call =
        (ServerCallStreamObserver<HandedEntries>) replies;
    call.setOnCancelHandler(() -> {});
    try {
      checkCluster(request.getCluster());
      List<Term> terms = request.getTermsList().stream().map(PeerCodec::term).toList();
      Handout handout = node.handOver(new NodeId(request.getFrom()), terms);
      Outflow outflow = new Outflow(handout, call, timers);
      call.setOnReadyHandler(outflow::goOn);
      outflow.goOn();
    } catch (IllegalArgumentException | IllegalStateException | StatusException e) {
      call.onError(refusal(e));
    }
  }

  private static Throwable refusal(Exception e) {
    return e instanceof StatusException
        ? e
        : Status.INVALID_ARGUMENT.withDescription(e.getMessage()).withCause(e).asException();
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
