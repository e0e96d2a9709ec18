package io.cashew.client;

import com.google.common.net.HostAndPort;
import io.cashew.lifecycle.Part;
import io.cashew.rpc.EventLoops;
import io.cashew.rpc.RpcServer;
import io.cashew.v1.AdminGrpc;
import io.cashew.v1.GetRingReply;
import io.cashew.v1.GetRingRequest;
import io.cashew.v1.ListGroupsReply;
import io.cashew.v1.ListGroupsRequest;
import io.cashew.v1.ListNodesReply;
import io.cashew.v1.ListNodesRequest;
import io.grpc.stub.StreamObserver;
import java.util.List;

/**
 * A proxy on a loopback port with a {@link FakeCache} for a cluster. Its admin service shares the
 * port and answers what the test says.
 */
public final class FakeProxy implements Part {
  private final FakeCache cache = new FakeCache();
  private final FakeAdmin admin = new FakeAdmin();
  private final EventLoops loops;
  private final RpcServer server;

  private FakeProxy() {
    loops = EventLoops.start("fake-proxy", 1);
    server = RpcServer.start(loops, HostAndPort.fromParts("127.0.0.1", 0), List.of(cache, admin));
  }

  public static FakeProxy start() {
    return new FakeProxy();
  }

  public HostAndPort address() {
    return server.address();
  }

  public FakeCache cache() {
    return cache;
  }

  public void answerNodes(ListNodesReply reply) {
    admin.nodes = reply;
  }

  public void answerRing(GetRingReply reply) {
    admin.ring = reply;
  }

  public void answerGroups(ListGroupsReply reply) {
    admin.groups = reply;
  }

  @Override
  public void close() {
    cache.release();
    server.close();
    loops.close();
  }

  private static final class FakeAdmin extends AdminGrpc.AdminImplBase {
    private volatile ListNodesReply nodes = ListNodesReply.getDefaultInstance();
    private volatile GetRingReply ring = GetRingReply.getDefaultInstance();
    private volatile ListGroupsReply groups = ListGroupsReply.getDefaultInstance();

    @Override
    public void listNodes(ListNodesRequest request, StreamObserver<ListNodesReply> replies) {
      answer(nodes, replies);
    }

    @Override
    public void getRing(GetRingRequest request, StreamObserver<GetRingReply> replies) {
      answer(request.getWithPartitions() ? ring : ring.toBuilder().clearOwners().build(), replies);
    }

    @Override
    public void listGroups(ListGroupsRequest request, StreamObserver<ListGroupsReply> replies) {
      answer(groups, replies);
    }

    private static <M> void answer(M message, StreamObserver<M> replies) {
      replies.onNext(message);
      replies.onCompleted();
    }
  }
}
