package io.cashew.node.link;

import io.cashew.internal.v1.LinkGrpc;
import io.cashew.internal.v1.LinkReplies;
import io.cashew.internal.v1.LinkRequests;
import io.cashew.node.core.Node;
import io.cashew.rpc.EventLoops;
import io.cashew.time.Ticker;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** {@code cashew.internal.v1.Link}: takes in the streams of proxies. */
public final class LinkService extends LinkGrpc.LinkImplBase {
  private final Node node;
  private final EventLoops loops;
  private final Ticker ticker;
  private final Set<NodeLink> open = ConcurrentHashMap.newKeySet();

  public LinkService(Node node, EventLoops loops, Ticker ticker) {
    this.node = node;
    this.loops = loops;
    this.ticker = ticker;
  }

  @Override
  public StreamObserver<LinkRequests> open(StreamObserver<LinkReplies> replies) {
    NodeLink link =
        new NodeLink(
            loops.loop(loops.current()),
            (ServerCallStreamObserver<LinkReplies>) replies,
            node,
            ticker,
            open::remove);
    open.add(link);
    return link;
  }

  /** Ends every stream once the operations in it have been answered. Returns at once. */
  public void endAll() {
    open.forEach(NodeLink::end);
  }
}
