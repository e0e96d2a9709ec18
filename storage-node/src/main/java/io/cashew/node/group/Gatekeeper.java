package io.cashew.node.group;

import io.cashew.node.term.TermTable;
import io.cashew.node.term.Terms;
import io.cashew.node.term.WaitingRoom;
import io.cashew.node.term.WaitingRoom.Admission;
import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.status.Reason;
import java.util.function.Consumer;

/**
 * Lets operations in under the term they carry (rule R1), and only as far as the predecessor's
 * fence allows (rule R2). Thread-safe; every operation is answered once, by its deadline.
 */
public final class Gatekeeper {
  private final TermTable table;
  private final Groups groups;
  private final WaitingRoom waitingRoom;
  private final Runnable ringWanted;

  /**
   * Guards the groups.
   *
   * @param ringWanted asks the cluster store for the ring; returns at once
   */
  public Gatekeeper(TermTable table, Groups groups, WaitingRoom waitingRoom, Runnable ringWanted) {
    this.table = table;
    this.groups = groups;
    this.waitingRoom = waitingRoom;
    this.ringWanted = ringWanted;
  }

  /**
   * Takes an operation in.
   *
   * @param deadline nanoseconds of the node's ticker
   */
  public void handle(RoutedOperation routed, long deadline, Consumer<? super Reply> replies) {
    Terms terms = table.current();
    switch (terms.standing(routed.partition(), routed.since())) {
      case HELD -> perform(routed, terms, deadline, replies);
      case UNFENCED -> performUnfenced(routed, terms, deadline, replies);
      case AHEAD -> {
        ringWanted.run();
        await(routed, terms, deadline, replies);
      }
      case STALE -> replies.accept(new Reply.StaleRing(terms.epoch()));
    }
  }

  private void perform(
      RoutedOperation routed, Terms terms, long deadline, Consumer<? super Reply> replies) {
    Group group = groups.named(routed.operation().group());
    if (group == null) {
      replies.accept(unknownGroup(routed.operation().group()));
    } else {
      group.perform(routed, terms, deadline, replies);
    }
  }

  private void performUnfenced(
      RoutedOperation routed, Terms terms, long deadline, Consumer<? super Reply> replies) {
    if (!(routed.operation() instanceof Operation.Get get)) {
      await(routed, terms, deadline, replies);
      return;
    }
    Group group = groups.named(get.group());
    if (group == null) {
      replies.accept(unknownGroup(get.group()));
    } else {
      group.passThrough(get, routed, terms, deadline, replies);
    }
  }

  private void await(
      RoutedOperation routed, Terms terms, long deadline, Consumer<? super Reply> replies) {
    Admission admission =
        waitingRoom.enter(
            deadline,
            () -> handle(routed, deadline, replies),
            () -> replies.accept(tooLate(routed)));
    if (admission == Admission.FULL) {
      replies.accept(
          new Reply.Failed(
              Reason.IN_FLIGHT, "too many requests wait for this node's part of the ring"));
    } else if (table.current() != terms) {
      waitingRoom.callAll(); // they changed before we sat down, and nobody would call us
    }
  }

  private static Reply unknownGroup(String group) {
    return new Reply.Failed(
        Reason.GROUP_UNKNOWN,
        "no group is named \"%s\": see cashew groups for those there are".formatted(group));
  }

  private Reply tooLate(RoutedOperation routed) {
    Terms terms = table.current();
    return new Reply.Failed(
        Reason.OWNER_SLOW,
        switch (terms.standing(routed.partition(), routed.since())) {
          case AHEAD ->
              "the key's new owner has not learned of the newest ring yet: try again in a moment";
          case HELD, UNFENCED, STALE ->
              "the key is moving to a new owner, which has not fenced the previous one yet: try"
                  + " again in a moment";
        });
  }
}
