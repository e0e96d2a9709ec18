package io.cashew.client;

import com.google.common.net.HostAndPort;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.cashew.lifecycle.Part;
import io.cashew.v1.AdminGrpc;
import io.cashew.v1.AdminGrpc.AdminFutureStub;
import io.cashew.v1.ChangeGroupReply;
import io.cashew.v1.ChangeGroupRequest;
import io.cashew.v1.CompareKeyReply;
import io.cashew.v1.CompareKeyRequest;
import io.cashew.v1.DropGroupRequest;
import io.cashew.v1.ExaminationGrpc;
import io.cashew.v1.ExamineReply;
import io.cashew.v1.ExamineRequest;
import io.cashew.v1.FlushGroupReply;
import io.cashew.v1.FlushGroupRequest;
import io.cashew.v1.GetGroupRequest;
import io.cashew.v1.GetLatencyReply;
import io.cashew.v1.GetLatencyRequest;
import io.cashew.v1.GetProxyStatisticsReply;
import io.cashew.v1.GetProxyStatisticsRequest;
import io.cashew.v1.GetRingReply;
import io.cashew.v1.GetRingRequest;
import io.cashew.v1.GetStatisticsReply;
import io.cashew.v1.GetStatisticsRequest;
import io.cashew.v1.Group;
import io.cashew.v1.InspectKeyReply;
import io.cashew.v1.InspectKeyRequest;
import io.cashew.v1.ListGroupsReply;
import io.cashew.v1.ListGroupsRequest;
import io.cashew.v1.ListHotKeysReply;
import io.cashew.v1.ListHotKeysRequest;
import io.cashew.v1.ListNodesReply;
import io.cashew.v1.ListNodesRequest;
import io.cashew.v1.ListRingsReply;
import io.cashew.v1.ListRingsRequest;
import io.cashew.v1.ListSlowReply;
import io.cashew.v1.ListSlowRequest;
import io.cashew.v1.LookupKeyReply;
import io.cashew.v1.LookupKeyRequest;
import io.cashew.v1.PlanRingReply;
import io.cashew.v1.ProbeNodesReply;
import io.cashew.v1.ProbeNodesRequest;
import io.cashew.v1.RaiseIncarnationReply;
import io.cashew.v1.RaiseIncarnationRequest;
import io.cashew.v1.RingWishes;
import io.cashew.v1.SampleKeysReply;
import io.cashew.v1.SampleKeysRequest;
import io.cashew.v1.ScanGroupReply;
import io.cashew.v1.ScanGroupRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Asks one proxy what it knows of its cluster, at its admin address. Failures are {@link
 * io.cashew.status.CashewException}s. Thread-safe.
 */
public final class AdminClient implements Part {
  private final UnaryCalls calls;

  private AdminClient(UnaryCalls calls) {
    this.calls = calls;
  }

  /**
   * Begins to connect and waits for nothing.
   *
   * @param deadline what a request may take; 1 ms to 30 s
   */
  public static AdminClient connect(HostAndPort admin, Duration deadline) {
    ClientConfig.checkDeadline(deadline);
    return new AdminClient(UnaryCalls.to(admin, deadline));
  }

  public CompletableFuture<ListNodesReply> nodes() {
    return send(stub -> stub.listNodes(ListNodesRequest.getDefaultInstance()));
  }

  public CompletableFuture<GetRingReply> ring(GetRingRequest request) {
    return send(stub -> stub.getRing(request));
  }

  public CompletableFuture<ListGroupsReply> groups() {
    return send(stub -> stub.listGroups(ListGroupsRequest.getDefaultInstance()));
  }

  /** One group, as it stands in the cluster store. */
  public CompletableFuture<Group> group(String name) {
    return send(stub -> stub.getGroup(GetGroupRequest.newBuilder().setName(name).build()));
  }

  /** Adds a group. */
  public CompletableFuture<ChangeGroupReply> createGroup(Group group) {
    return send(stub -> stub.createGroup(group));
  }

  /** Changes some settings of a group. */
  public CompletableFuture<ChangeGroupReply> changeGroup(ChangeGroupRequest request) {
    return send(stub -> stub.changeGroup(request));
  }

  /** Removes a group and its entries. */
  public CompletableFuture<ChangeGroupReply> dropGroup(String name) {
    return send(stub -> stub.dropGroup(DropGroupRequest.newBuilder().setName(name).build()));
  }

  /** Forgets a group's entries whose keys begin with a prefix; all, if that is empty. */
  public CompletableFuture<FlushGroupReply> flushGroup(String group, ByteString prefix) {
    return send(
        stub ->
            stub.flushGroup(
                FlushGroupRequest.newBuilder().setGroup(group).setPrefix(prefix).build()));
  }

  public CompletableFuture<InspectKeyReply> inspect(String group, ByteString key) {
    InspectKeyRequest request = InspectKeyRequest.newBuilder().setGroup(group).setKey(key).build();
    return send(stub -> stub.inspectKey(request));
  }

  /** What every node holds and has done; of one group, or of all if that is empty. */
  public CompletableFuture<GetStatisticsReply> statistics(String group) {
    GetStatisticsRequest request = GetStatisticsRequest.newBuilder().setGroup(group).build();
    return send(stub -> stub.getStatistics(request));
  }

  /**
   * Some of a group's entries.
   *
   * @param request with the last page's cursor; without: the first page
   */
  public CompletableFuture<ScanGroupReply> scan(ScanGroupRequest request) {
    return send(stub -> stub.scanGroup(request));
  }

  /** What would move if these wishes were added to those there are; nothing is changed. */
  public CompletableFuture<PlanRingReply> planRing(RingWishes wishes) {
    return send(stub -> stub.planRing(wishes));
  }

  /** Adds wishes for the ring; the cluster obeys them in steps. */
  public CompletableFuture<PlanRingReply> applyRing(RingWishes wishes) {
    return send(stub -> stub.applyRing(wishes));
  }

  /** The ring, and as it was before each of its last changes. */
  public CompletableFuture<ListRingsReply> rings() {
    return rings(ListRingsRequest.getDefaultInstance());
  }

  public CompletableFuture<ListRingsReply> rings(ListRingsRequest request) {
    return send(stub -> stub.listRings(request));
  }

  /** Where a key belongs. */
  public CompletableFuture<LookupKeyReply> lookup(String group, ByteString key) {
    LookupKeyRequest request = LookupKeyRequest.newBuilder().setGroup(group).setKey(key).build();
    return send(stub -> stub.lookupKey(request));
  }

  /** Puts the proxy's ring over whatever the cluster store holds. */
  public CompletableFuture<RaiseIncarnationReply> raiseIncarnation() {
    return send(stub -> stub.raiseIncarnation(RaiseIncarnationRequest.getDefaultInstance()));
  }

  /** How the proxy is, which others there are, and, if asked for, how the nodes are. */
  public CompletableFuture<ExamineReply> examine(ExamineRequest request) {
    return calls.ask(
        (channel, deadline) ->
            ExaminationGrpc.newFutureStub(channel).withDeadline(deadline).examine(request));
  }

  /** The keys that are asked for most at this moment. */
  public CompletableFuture<ListHotKeysReply> hotKeys(ListHotKeysRequest request) {
    return send(stub -> stub.listHotKeys(request));
  }

  /** What was slow lately, of one group, or of all if that is empty. */
  public CompletableFuture<ListSlowReply> slow(String group) {
    return send(stub -> stub.listSlow(ListSlowRequest.newBuilder().setGroup(group).build()));
  }

  /** How long operations took at the proxy during the last minute. */
  public CompletableFuture<GetLatencyReply> latency() {
    return send(stub -> stub.getLatency(GetLatencyRequest.getDefaultInstance()));
  }

  /** How long so many messages take from the proxy to each node and back; none: to the proxy. */
  public CompletableFuture<ProbeNodesReply> probeNodes(int count) {
    return send(stub -> stub.probeNodes(ProbeNodesRequest.newBuilder().setCount(count).build()));
  }

  /** What the proxy has routed and refused. */
  public CompletableFuture<GetProxyStatisticsReply> proxyStatistics() {
    return send(stub -> stub.getProxyStatistics(GetProxyStatisticsRequest.getDefaultInstance()));
  }

  /** Keys of a group that are in memory, chosen by chance. */
  public CompletableFuture<SampleKeysReply> sampleKeys(String group, int count) {
    return send(
        stub ->
            stub.sampleKeys(
                SampleKeysRequest.newBuilder().setGroup(group).setCount(count).build()));
  }

  /** Whether what is in memory of a key is what its source says. */
  public CompletableFuture<CompareKeyReply> compareKey(String group, ByteString key) {
    return send(
        stub ->
            stub.compareKey(CompareKeyRequest.newBuilder().setGroup(group).setKey(key).build()));
  }

  @Override
  public void close() {
    calls.close();
  }

  private <M> CompletableFuture<M> send(Function<AdminFutureStub, ListenableFuture<M>> call) {
    return calls.ask(
        (channel, deadline) -> call.apply(AdminGrpc.newFutureStub(channel).withDeadline(deadline)));
  }
}
