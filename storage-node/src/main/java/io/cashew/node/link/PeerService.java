package io.cashew.node.link;

import io.cashew.cluster.RingCodec;
import io.cashew.cluster.UnreadableRecordException;
import io.cashew.cluster.Versioned;
import io.cashew.internal.v1.FenceReply;
import io.cashew.internal.v1.FenceRequest;
import io.cashew.internal.v1.PeerGrpc;
import io.cashew.node.term.TermTable;
import io.cashew.ring.Ring;
import io.cashew.time.Timers;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** {@code cashew.internal.v1.Peer}: what other nodes ask of this one. */
public final class PeerService extends PeerGrpc.PeerImplBase {
  private final TermTable terms;
  private final Timers control;

  /** Rings are applied on the control thread. */
  public PeerService(TermTable terms, Timers control) {
    this.terms = terms;
    this.control = control;
  }

  @Override
  public void fence(FenceRequest request, StreamObserver<FenceReply> replies) {
    ServerCallStreamObserver<FenceReply> call = (ServerCallStreamObserver<FenceReply>) replies;
    call.setOnCancelHandler(() -> {}); // answering a call that was given up is then no error
    Ring ring;
    try {
      ring = RingCodec.decode(new Versioned(request.getRecord(), request.getRevision()));
    } catch (UnreadableRecordException | IllegalArgumentException e) {
      call.onError(
          Status.INVALID_ARGUMENT.withDescription(e.getMessage()).withCause(e).asException());
      return;
    }
    control.soon(
        () -> {
          terms.apply(ring);
          call.onNext(FenceReply.newBuilder().setEpoch(terms.current().epoch()).build());
          call.onCompleted();
        });
  }
}
