package io.cashew.node.link;

import io.cashew.cluster.GroupCodec;
import io.cashew.group.GroupSpec;
import io.cashew.internal.v1.ExamineNodeRequest;
import io.cashew.internal.v1.ExaminerGrpc;
import io.cashew.node.core.Node;
import io.cashew.node.term.Standing;
import io.cashew.node.term.Terms;
import io.cashew.rpc.VitalsCodec;
import io.cashew.time.Timers;
import io.cashew.v1.Group;
import io.cashew.v1.NodeExamination;
import io.cashew.v1.ServedGroup;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** {@code cashew.internal.v1.Examiner}: how this node is, for people. */
public final class ExaminerService extends ExaminerGrpc.ExaminerImplBase {
  private final Node node;
  private final VitalsCodec vitals;
  private final Timers timers;

  /** Looks on the timers' thread. */
  public ExaminerService(Node node, VitalsCodec vitals, Timers timers) {
    this.node = node;
    this.vitals = vitals;
    this.timers = timers;
  }

  @Override
  public void examine(ExamineNodeRequest request, StreamObserver<NodeExamination> replies) {
    ServerCallStreamObserver<NodeExamination> call =
        (ServerCallStreamObserver<NodeExamination>) replies;
    call.setOnCancelHandler(() -> {}); // answering a call that was given up is then no error
    timers.soon(
        () -> {
          call.onNext(examination());
          call.onCompleted();
        });
  }

  private NodeExamination examination() {
    NodeExamination.Builder message =
        NodeExamination.newBuilder()
            .setNode(node.id().value())
            .setVitals(vitals.message())
            .setSleeps(node.sleeps());
    addStanding(node.terms(), message);
    for (GroupSpec spec : node.groups().specs()) {
      message.addGroups(
          ServedGroup.newBuilder()
              .setGroup(
                  Group.newBuilder()
                      .setName(spec.name())
                      .setSettings(GroupCodec.message(spec.settings())))
              .setTrouble(node.groups().trouble(spec).orElse("")));
    }
    return message.build();
  }

  private static void addStanding(Terms terms, NodeExamination.Builder message) {
    int[] counts = new int[Standing.values().length];
    int partitions = terms.ring().map(ring -> ring.partitions()).orElse(0);
    for (int p = 0; p < partitions; p++) {
      counts[index(terms.standing(p, terms.since(p)))]++;
    }
    message
        .setEpoch(terms.epoch())
        .setHeld(counts[index(Standing.HELD)])
        .setUnfenced(counts[index(Standing.UNFENCED)])
        .setUnsure(counts[index(Standing.UNSURE)]);
  }

  @SuppressWarnings("EnumOrdinal") // within this call; stored nowhere
  private static int index(Standing standing) {
    return standing.ordinal();
  }
}
