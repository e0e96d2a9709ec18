package io.cashew.node.link;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.google.common.base.Ascii;
import io.cashew.cluster.FlushCodec;
import io.cashew.cluster.GroupCodec;
import io.cashew.group.Flushes;
import io.cashew.group.GroupSpec;
import io.cashew.internal.v1.CheckGroupReply;
import io.cashew.internal.v1.CompareRequest;
import io.cashew.internal.v1.EchoReply;
import io.cashew.internal.v1.EchoRequest;
import io.cashew.internal.v1.FlushReply;
import io.cashew.internal.v1.FlushRequest;
import io.cashew.internal.v1.InspectReply;
import io.cashew.internal.v1.InspectRequest;
import io.cashew.internal.v1.ReportGrpc;
import io.cashew.internal.v1.ScanReply;
import io.cashew.internal.v1.ScanRequest;
import io.cashew.internal.v1.ShowGroupReply;
import io.cashew.internal.v1.ShowGroupRequest;
import io.cashew.internal.v1.StatisticsRequest;
import io.cashew.node.core.Node;
import io.cashew.node.group.Page;
import io.cashew.node.handover.HandoverStatistics;
import io.cashew.node.load.LoadStatistics;
import io.cashew.node.store.Inspection;
import io.cashew.node.store.Position;
import io.cashew.node.store.StoreStatistics;
import io.cashew.node.store.memory.ArenaStatistics;
import io.cashew.operation.Operation.Want;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.CashewException;
import io.cashew.time.Timers;
import io.cashew.v1.Comparison;
import io.cashew.v1.EntryInfo;
import io.cashew.v1.GroupStatistics;
import io.cashew.v1.HotKeys;
import io.cashew.v1.ListHotKeysRequest;
import io.cashew.v1.ListSlowReply;
import io.cashew.v1.ListSlowRequest;
import io.cashew.v1.LoadCount;
import io.cashew.v1.MemoryStatistics;
import io.cashew.v1.NodeStatistics;
import io.cashew.v1.RemovalCount;
import io.cashew.v1.SampleKeysReply;
import io.cashew.v1.SampleKeysRequest;
import io.cashew.v1.ScannedEntry;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code cashew.internal.v1.Report}: what people ask about this node's memory, through a proxy. */
public final class ReportService extends ReportGrpc.ReportImplBase {
  private final Node node;
  private final Timers timers;
  private final InsightReports insight;

  /** Reports on a node; counting takes place on the timers' thread. */
  public ReportService(Node node, Timers timers, io.cashew.hot.HotKeys hot) {
    this.node = node;
    this.timers = timers;
    this.insight = new InsightReports(node, hot);
  }

  @Override
  public void inspect(InspectRequest request, StreamObserver<InspectReply> replies) {
    InspectReply.Builder reply = InspectReply.newBuilder();
    try {
      node.groups()
          .inspect(request.getGroup(), request.getHash(), request.getKey())
          .ifPresent(found -> reply.setEntry(message(found)));
    } catch (CashewException e) {
      replies.onError(StatusCodec.toStatus(e.reason(), String.valueOf(e.getMessage())));
      return;
    }
    replies.onNext(reply.build());
    replies.onCompleted();
  }

  @Override
  public void scan(ScanRequest request, StreamObserver<ScanReply> replies) {
    answerSoon(replies, () -> scan(request));
  }

  private ScanReply scan(ScanRequest request) {
    boolean moving = node.handovers().taking() > 0 || !node.terms().isSettled();
    Page page =
        node.groups()
            .scan(
                request.getGroup(),
                new Position(request.getShard(), request.getPlace()),
                node.terms(),
                request.getWithoutValues() ? Want.DETAIL : Want.VALUE_AND_DETAIL);
    ScanReply.Builder reply =
        ScanReply.newBuilder()
            .setEpoch(page.epoch())
            .setMoving(moving)
            .setMore(page.next().isPresent());
    page.next().ifPresent(next -> reply.setShard(next.shard()).setPlace(next.place()));
    for (Page.Entry entry : page.entries()) {
      reply.addEntries(
          ScannedEntry.newBuilder()
              .setKey(entry.key())
              .setValue(entry.value())
              .setVersion(entry.version())
              .setTtlLeftMs(entry.ttlLeftMillis()));
    }
    return reply.build();
  }

  @Override
  public void statistics(StatisticsRequest request, StreamObserver<NodeStatistics> replies) {
    answerSoon(replies, () -> statistics(request.getGroup()));
  }

  @Override
  public void checkGroup(io.cashew.v1.Group request, StreamObserver<CheckGroupReply> replies) {
    answerSoon(
        replies,
        () -> CheckGroupReply.newBuilder().setRefusal(refusal(request).orElse("")).build());
  }

  private Optional<String> refusal(io.cashew.v1.Group request) {
    try {
      return node.groups()
          .refusal(new GroupSpec(request.getName(), GroupCodec.settings(request.getSettings())));
    } catch (IllegalArgumentException | CashewException e) {
      return Optional.of(String.valueOf(e.getMessage())); // of another version
    }
  }

  @Override
  public void showGroup(ShowGroupRequest request, StreamObserver<ShowGroupReply> replies) {
    ShowGroupReply.Builder reply = ShowGroupReply.newBuilder();
    node.groups()
        .spec(request.getName())
        .ifPresent(spec -> reply.setSettings(GroupCodec.message(spec.settings())));
    replies.onNext(reply.build());
    replies.onCompleted();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the answer is the end
  public void flush(FlushRequest request, StreamObserver<FlushReply> replies) {
    ServerCallStreamObserver<FlushReply> call = (ServerCallStreamObserver<FlushReply>) replies;
    call.setOnCancelHandler(() -> {});
    Flushes flushes;
    try {
      flushes = FlushCodec.flushes(request.getRecord());
    } catch (IllegalArgumentException e) {
      call.onError(
          Status.INVALID_ARGUMENT.withDescription(e.getMessage()).withCause(e).asException());
      return;
    }
    node.flush(request.getGroup(), flushes, request.getEpoch())
        .thenAccept(
            done -> {
              call.onNext(
                  FlushReply.newBuilder()
                      .setSettledEpoch(done.settledEpoch())
                      .setGeneration(done.generation())
                      .build());
              call.onCompleted();
            });
  }

  @Override
  public void listHotKeys(ListHotKeysRequest request, StreamObserver<HotKeys> replies) {
    answerSoon(replies, () -> insight.hotKeys(request));
  }

  @Override
  public void listSlow(ListSlowRequest request, StreamObserver<ListSlowReply> replies) {
    answerSoon(replies, () -> insight.slow(request));
  }

  @Override
  public void echo(EchoRequest request, StreamObserver<EchoReply> replies) {
    replies.onNext(EchoReply.getDefaultInstance());
    replies.onCompleted();
  }

  @Override
  public void sampleKeys(SampleKeysRequest request, StreamObserver<SampleKeysReply> replies) {
    ServerCallStreamObserver<SampleKeysReply> call =
        (ServerCallStreamObserver<SampleKeysReply>) replies;
    call.setOnCancelHandler(() -> {});
    timers.soon(() -> insight.sample(request, call));
  }

  @Override
  public void compare(CompareRequest request, StreamObserver<Comparison> replies) {
    insight.compare(request, replies);
  }

  private <M> void answerSoon(StreamObserver<M> replies, Supplier<M> message) {
    ServerCallStreamObserver<M> call = (ServerCallStreamObserver<M>) replies;
    call.setOnCancelHandler(() -> {}); // answering a call that was given up is then no error
    timers.soon(
        () -> {
          M answer;
          try {
            answer = message.get();
          } catch (CashewException e) {
            call.onError(StatusCodec.toStatus(e.reason(), String.valueOf(e.getMessage())));
            return;
          }
          call.onNext(answer);
          call.onCompleted();
        });
  }

  private NodeStatistics statistics(String group) {
    NodeStatistics.Builder message =
        NodeStatistics.newBuilder()
            .setNode(node.id().value())
            .setMemory(message(node.stores().statistics()))
            .setHandover(message(node.handovers()));
    Map<String, LoadStatistics> loads = node.groups().loadStatistics();
    for (Map.Entry<String, StoreStatistics> each : node.groups().statistics().entrySet()) {
      if (group.isEmpty() || group.equals(each.getKey())) {
        GroupStatistics.Builder held = message(each.getKey(), each.getValue());
        LoadStatistics its = loads.get(each.getKey());
        if (its != null) { // else it has just come
          held.setLoads(message(its));
        }
        message.addGroups(held);
      }
    }
    return message.build();
  }

  private static EntryInfo message(Inspection found) {
    EntryInfo.Builder message =
        EntryInfo.newBuilder()
            .setShard(found.shard())
            .setBytes(found.bytes())
            .setValueBytes(found.valueBytes())
            .setAbsent(found.absent())
            .setTag(found.tag())
            .setVersion(found.version())
            .setAgeMs(NANOSECONDS.toMillis(found.ageNanos()))
            .setTtlLeftMs(NANOSECONDS.toMillis(found.ttlLeftNanos()))
            .setList(found.list());
    if (found.frequency() >= 0) {
      message.setFrequency(found.frequency());
    }
    return message.build();
  }

  private static MemoryStatistics message(ArenaStatistics memory) {
    return MemoryStatistics.newBuilder()
        .setLimitBytes(memory.limit())
        .setAllocatedBytes(memory.allocated())
        .setLiveBytes(memory.live())
        .setDeadBytes(memory.dead())
        .setMetadataBytes(memory.metadata())
        .setAppendedBytes(memory.appended())
        .setCopiedBytes(memory.copied())
        .build();
  }

  private static io.cashew.v1.HandoverStatistics message(HandoverStatistics handovers) {
    return io.cashew.v1.HandoverStatistics.newBuilder()
        .setGiving(handovers.giving())
        .setTaking(handovers.taking())
        .setGiven(handovers.given())
        .setTaken(handovers.taken())
        .setFetchHits(handovers.fetchHits())
        .setFetchMisses(handovers.fetchMisses())
        .build();
  }

  private static io.cashew.v1.LoadStatistics message(LoadStatistics loads) {
    io.cashew.v1.LoadStatistics.Builder message =
        io.cashew.v1.LoadStatistics.newBuilder()
            .setRunning(loads.running())
            .setWaiting(loads.waiting())
            .setBreaker(named(loads.breaker()));
    loads
        .counts()
        .forEach(
            (event, count) ->
                message.addCounts(LoadCount.newBuilder().setEvent(named(event)).setCount(count)));
    return message.build();
  }

  private static String named(Enum<?> constant) {
    return Ascii.toLowerCase(constant.name()).replace('_', '-');
  }

  private static GroupStatistics.Builder message(String group, StoreStatistics held) {
    GroupStatistics.Builder message =
        GroupStatistics.newBuilder()
            .setGroup(group)
            .setEntries(held.entries())
            .setBytes(held.bytes())
            .setReservedBytes(held.reservedBytes())
            .setMaxBytes(held.maxBytes())
            .setHits(held.hits())
            .setMisses(held.misses())
            .setOversize(held.oversize());
    if (!Double.isNaN(held.windowShare())) {
      message.setWindowShare(held.windowShare());
    }
    held.removals()
        .forEach(
            (cause, entries) ->
                message.addRemovals(
                    RemovalCount.newBuilder().setCause(named(cause)).setEntries(entries)));
    return message;
  }
}
