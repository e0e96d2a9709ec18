package io.cashew.node.link;

import io.cashew.internal.v1.HandOverRequest;
import io.cashew.internal.v1.HandedEntries;
import io.cashew.node.handover.Peers.Receiver;
import io.cashew.node.handover.Peers.Transfer;
import io.cashew.ring.RingNode;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import org.jspecify.annotations.Nullable;

/**
 * A handover's stream at the side that gets it: batches come one by one, when they are asked for.
 */
final class Inflow implements ClientResponseObserver<HandOverRequest, HandedEntries>, Transfer {
  private final RingNode donor;
  private final Receiver receiver;
  private volatile @Nullable ClientCallStreamObserver<HandOverRequest> call;

  Inflow(RingNode donor, Receiver receiver) {
    this.donor = donor;
    this.receiver = receiver;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<HandOverRequest> started) {
    call = started;
    started.disableAutoRequestWithInitial(0);
  }

  @Override
  public void request() {
    ClientCallStreamObserver<HandOverRequest> known = call;
    if (known != null) {
      known.request(1);
    }
  }

  @Override
  public void cancel() {
    ClientCallStreamObserver<HandOverRequest> known = call;
    if (known != null) {
      known.cancel("not wanted any more", null);
    }
  }

  @Override
  public void onNext(HandedEntries batch) {
    receiver.received(PeerCodec.batch(batch));
  }

  @Override
  public void onError(Throwable failure) {
    receiver.failed(PeerCalls.reason(donor, failure));
  }

  @Override
  public void onCompleted() {
    receiver.completed();
  }
}
