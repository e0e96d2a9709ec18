package io.cashew.etcd;

import io.cashew.lifecycle.Part;
import io.cashew.time.Await;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A real etcd of several members, each a process of its own. Closing it kills them and deletes
 * their data. For one thread.
 */
public final class EtcdEnsemble implements Part {
  private final List<EtcdProcess> members;
  private final String listed;

  private EtcdEnsemble(int size) {
    members =
        IntStream.rangeClosed(1, size)
            .mapToObj(number -> new EtcdProcess("test" + number, List.of()))
            .toList();
    listed = members.stream().map(EtcdProcess::asMember).collect(Collectors.joining(","));
  }

  /** Starts so many members and waits until all are healthy and one of them leads. */
  public static EtcdEnsemble start(int size) {
    EtcdEnsemble ensemble = new EtcdEnsemble(size);
    try {
      ensemble.members.forEach(ensemble::launch);
      ensemble.members.forEach(EtcdProcess::awaitHealthy);
      return ensemble;
    } catch (RuntimeException | Error e) {
      ensemble.close();
      throw e;
    }
  }

  /** Where clients find each of the members. */
  public List<String> endpoints() {
    return members.stream().map(EtcdProcess::endpoint).toList();
  }

  public List<EtcdProcess> members() {
    return members;
  }

  /** The member that leads; waits for an election that is under way. All have to be running. */
  public EtcdProcess leader() {
    Await.until("a member leads", () -> members.stream().anyMatch(EtcdProcess::isLeader));
    return members.stream().filter(EtcdProcess::isLeader).findFirst().orElseThrow();
  }

  /** Starts a member again that was stopped or killed, and waits until it is healthy. */
  public void restart(EtcdProcess member) {
    launch(member);
    member.awaitHealthy();
  }

  /** Thaws or starts again whatever member needs it, and waits until all are healthy. */
  public void restore() {
    for (EtcdProcess member : members) {
      if (member.isRunning()) {
        member.resume();
      } else {
        launch(member);
      }
    }
    members.forEach(EtcdProcess::awaitHealthy);
  }

  /** Freezes all members, or does whatever else to each. */
  public void forEach(Consumer<EtcdProcess> action) {
    members.forEach(action);
  }

  @Override
  public void close() {
    members.forEach(EtcdProcess::close);
  }

  private void launch(EtcdProcess member) {
    member.launch(listed, "cashew-test-" + members.get(0).endpoint());
  }
}
