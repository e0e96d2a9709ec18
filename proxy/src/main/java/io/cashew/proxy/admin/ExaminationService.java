package io.cashew.proxy.admin;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import io.cashew.health.RingWatch;
import io.cashew.proxy.tally.RequestCounts;
import io.cashew.ring.NodeId;
import io.cashew.rpc.StatusCodec;
import io.cashew.rpc.VitalsCodec;
import io.cashew.status.Reason;
import io.cashew.v1.ExaminationGrpc;
import io.cashew.v1.ExamineReply;
import io.cashew.v1.ExamineRequest;
import io.cashew.v1.NodeExamination;
import io.cashew.v1.OutcomeCount;
import io.cashew.v1.ProxyPlace;
import io.cashew.v1.RefusalCount;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** {@code cashew.v1.Examination}: how this proxy is, and how the nodes say they are. */
public final class ExaminationService extends ExaminationGrpc.ExaminationImplBase {
  private final ClusterView view;
  private final NodeReports nodes;
  private final RingWatch ring;
  private final VitalsCodec vitals;
  private final ImmutableList<RequestCounts> doors;
  private final InstantSource wallClock;

  /** {@code doors}: what each has counted. */
  public ExaminationService(
      ClusterView view,
      NodeReports nodes,
      RingWatch ring,
      VitalsCodec vitals,
      List<RequestCounts> doors,
      InstantSource wallClock) {
    this.view = view;
    this.nodes = nodes;
    this.ring = ring;
    this.vitals = vitals;
    this.doors = ImmutableList.copyOf(doors);
    this.wallClock = wallClock;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the answer to the call is the end
  public void examine(ExamineRequest request, StreamObserver<ExamineReply> replies) {
    ServerCallStreamObserver<ExamineReply> call = (ServerCallStreamObserver<ExamineReply>) replies;
    call.setOnCancelHandler(() -> {}); // answering a call that was given up is then no error
    List<CompletableFuture<NodeExamination>> answers = new ArrayList<>();
    if (request.getWithNodes()) {
      view.addresses().forEach((id, address) -> answers.add(ask(id, address)));
    }
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenRun(
            () -> {
              ExamineReply.Builder reply = ofThisProxy();
              answers.forEach(answer -> reply.addNodes(answer.join()));
              call.onNext(reply.build());
              call.onCompleted();
            });
  }

  private CompletableFuture<NodeExamination> ask(NodeId id, HostAndPort address) {
    long asked = wallClock.millis();
    return nodes
        .examine(address)
        .thenApply(answer -> timed(answer, asked, wallClock.millis()))
        .exceptionally(failure -> failed(id, failure));
  }

  /** What a node cannot know of its own clock. */
  private static NodeExamination timed(NodeExamination answer, long asked, long answered) {
    long middle = asked + (answered - asked) / 2;
    return answer.toBuilder()
        .setClockAheadMs(answer.getVitals().getNowMs() - middle)
        .setAskingMs(Math.max(0, answered - asked))
        .build();
  }

  private static NodeExamination failed(NodeId node, Throwable failure) {
    return NodeExamination.newBuilder()
        .setNode(node.value())
        .setFailure(String.valueOf(StatusCodec.fromStatus(failure).getMessage()))
        .build();
  }

  private ExamineReply.Builder ofThisProxy() {
    ExamineReply.Builder reply =
        ExamineReply.newBuilder()
            .setProxy(view.proxy())
            .setVitals(vitals.message())
            .setRingInForceMs(ring.inForceMillis());
    view.proxies()
        .forEach(
            (id, report) ->
                reply.addProxies(
                    ProxyPlace.newBuilder()
                        .setId(id)
                        .setAdmin(report.admin().map(HostAndPort::toString).orElse(""))));
    addOutcomes(reply);
    for (Reason reason : Reason.values()) {
      long count = doors.stream().mapToLong(door -> door.refusals(reason)).sum();
      if (count > 0) {
        reply.addRefusals(RefusalCount.newBuilder().setReason(reason.name()).setCount(count));
      }
    }
    return reply;
  }

  private void addOutcomes(ExamineReply.Builder reply) {
    Map<OutcomeCount, Long> counts = new LinkedHashMap<>();
    doors.forEach(
        door ->
            door.tell(
                (group, outcome, reason, count) ->
                    counts.merge(outcome(group, outcome, reason), count, Long::sum)));
    counts.forEach((what, count) -> reply.addOutcomes(what.toBuilder().setCount(count)));
  }

  private static OutcomeCount outcome(String group, String outcome, String reason) {
    return OutcomeCount.newBuilder().setGroup(group).setOutcome(outcome).setReason(reason).build();
  }
}
