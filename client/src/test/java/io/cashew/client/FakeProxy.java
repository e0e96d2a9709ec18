package io.cashew.client;

import com.google.common.net.HostAndPort;
import io.cashew.lifecycle.Part;
import io.cashew.rpc.EventLoops;
import io.cashew.rpc.RpcServer;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.Reason;
import io.cashew.v1.AdminGrpc;
import io.cashew.v1.GetRingReply;
import io.cashew.v1.GetRingRequest;
import io.cashew.v1.ListGroupsReply;
import io.cashew.v1.ListGroupsRequest;
import io.cashew.v1.ListNodesReply;
import io.cashew.v1.ListNodesRequest;
import io.cashew.v1.ListRingsReply;
import io.cashew.v1.ListRingsRequest;
import io.cashew.v1.LookupKeyReply;
import io.cashew.v1.LookupKeyRequest;
import io.cashew.v1.PlanRingReply;
import io.cashew.v1.RaiseIncarnationReply;
import io.cashew.v1.RaiseIncarnationRequest;
import io.cashew.v1.RingWishes;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

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

  /** Plans are answered in this order, the last again and again. */
  public void answerPlans(PlanRingReply... replies) {
    admin.plans.addAll(List.of(replies));
  }

  public void answerRings(ListRingsReply reply) {
    admin.rings = reply;
  }

  public void answerLookup(LookupKeyReply reply) {
    admin.lookup = reply;
  }

  public void answerIncarnation(RaiseIncarnationReply reply) {
    admin.incarnation = reply;
  }

  /** Wishes are refused from now on. */
  public void refuseWishes(String why) {
    admin.refusal = why;
  }

  /** The wishes to be obeyed so far. */
  public List<RingWishes> applied() {
    return List.copyOf(admin.applied);
  }

  /** How often the incarnation was raised. */
  public int incarnationsRaised() {
    return admin.raised.get();
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
    private volatile ListRingsReply rings = ListRingsReply.getDefaultInstance();
    private volatile LookupKeyReply lookup = LookupKeyReply.getDefaultInstance();
    private volatile RaiseIncarnationReply incarnation = RaiseIncarnationReply.getDefaultInstance();
    private volatile String refusal = "";
    private final Queue<PlanRingReply> plans = new ConcurrentLinkedQueue<>();
    private final Queue<RingWishes> applied = new ConcurrentLinkedQueue<>();
    private final AtomicInteger raised = new AtomicInteger();

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

    @Override
    public void planRing(RingWishes request, StreamObserver<PlanRingReply> replies) {
      answerPlan(replies);
    }

    @Override
    public void applyRing(RingWishes request, StreamObserver<PlanRingReply> replies) {
      applied.add(request);
      answerPlan(replies);
    }

    private void answerPlan(StreamObserver<PlanRingReply> replies) {
      if (!refusal.isEmpty()) {
        replies.onError(StatusCodec.toStatus(Reason.RING_WISH, refusal));
        return;
      }
      PlanRingReply plan = plans.size() > 1 ? plans.remove() : plans.element();
      answer(plan, replies);
    }

    @Override
    public void listRings(ListRingsRequest request, StreamObserver<ListRingsReply> replies) {
      answer(rings, replies);
    }

    @Override
    public void lookupKey(LookupKeyRequest request, StreamObserver<LookupKeyReply> replies) {
      answer(lookup, replies);
    }

    @Override
    public void raiseIncarnation(
        RaiseIncarnationRequest request, StreamObserver<RaiseIncarnationReply> replies) {
      raised.incrementAndGet();
      answer(incarnation, replies);
    }

    private static <M> void answer(M message, StreamObserver<M> replies) {
      replies.onNext(message);
      replies.onCompleted();
    }
  }
}
