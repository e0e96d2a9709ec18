package io.cashew.node.link;

import com.google.common.collect.ImmutableList;
import io.cashew.hot.HotKeys;
import io.cashew.internal.v1.LinkGrpc;
import io.cashew.node.core.Node;
import io.cashew.rpc.EventLoops;
import io.cashew.rpc.link.LinkBatch;
import io.cashew.rpc.link.LinkCall;
import io.cashew.rpc.link.LinkMethod;
import io.cashew.rpc.link.LinkResult;
import io.cashew.tally.Traffic;
import io.cashew.telemetry.OperationSpans;
import io.cashew.time.Ticker;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** {@code cashew.internal.v1.Link}: takes in the streams of proxies. */
public final class LinkService implements BindableService {
  private final Node node;
  private final EventLoops loops;
  private final Ticker ticker;
  private final OperationSpans spans;
  private final ImmutableList<Traffic> traffic; // by loop
  private final HotKeys hot; // by loop
  private final Set<NodeLink> open = ConcurrentHashMap.newKeySet();

  /**
   * Takes in what proxies ask of a node.
   *
   * @param spans of the operations that proxies trace
   * @param hot told what keys are asked for; with as many lanes as there are loops
   */
  public LinkService(
      Node node, EventLoops loops, Ticker ticker, OperationSpans spans, HotKeys hot) {
    this.spans = spans;
    this.node = node;
    this.loops = loops;
    this.ticker = ticker;
    this.hot = hot;
    this.traffic = Traffic.of(loops.count());
  }

  @Override
  public ServerServiceDefinition bindService() {
    return ServerServiceDefinition.builder(
            new ServiceDescriptor(LinkGrpc.SERVICE_NAME, LinkMethod.OPEN))
        .addMethod(LinkMethod.OPEN, ServerCalls.asyncBidiStreamingCall(this::open))
        .build();
  }

  private StreamObserver<LinkBatch<LinkCall>> open(StreamObserver<LinkBatch<LinkResult>> replies) {
    int loop = loops.current();
    NodeLink link =
        new NodeLink(
            loops.loop(loop),
            (ServerCallStreamObserver<LinkBatch<LinkResult>>) replies,
            node,
            ticker,
            traffic.get(loop),
            spans,
            hot.lane(loop),
            open::remove);
    open.add(link);
    return link;
  }

  /** What the streams of each loop carried. */
  public ImmutableList<Traffic> traffic() {
    return traffic;
  }

  /** Streams that are open. */
  public int streams() {
    return open.size();
  }

  /** Ends every stream once the operations in it have been answered. Returns at once. */
  public void endAll() {
    open.forEach(NodeLink::end);
  }
}
