package io.cashew.node.group;

import com.google.common.base.Ascii;
import io.cashew.node.load.SlowLog;
import io.cashew.node.term.Standing;
import io.cashew.node.term.TermTable;
import io.cashew.node.term.Terms;
import io.cashew.node.term.WaitingRoom;
import io.cashew.node.term.WaitingRoom.Admission;
import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.operation.RoutedOperation.Role;
import io.cashew.status.Reason;
import io.cashew.time.Ticker;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets operations in under the term they carry (rule R1), and only as far as the predecessor's
 * fence allows (rule R2). Thread-safe; every operation is answered once, by its deadline.
 */
public final class Gatekeeper {
  private static final Logger log = LoggerFactory.getLogger(Gatekeeper.class);

  private final TermTable table;
  private final Groups groups;
  private final WaitingRoom waitingRoom;
  private final Ticker ticker;
  private final Runnable ringWanted;
  private final SlowLog slowLog;

  /**
   * Guards the groups.
   *
   * @param ringWanted asks the cluster store for the ring; returns at once
   * @param slowLog told of what waits for the ring
   */
  public Gatekeeper(
      TermTable table,
      Groups groups,
      WaitingRoom waitingRoom,
      Ticker ticker,
      Runnable ringWanted,
      SlowLog slowLog) {
    this.table = table;
    this.groups = groups;
    this.waitingRoom = waitingRoom;
    this.ticker = ticker;
    this.ringWanted = ringWanted;
    this.slowLog = slowLog;
  }

  /**
   * Takes an operation in. Does not throw, unless taking the reply does.
   *
   * @param deadline nanoseconds of the node's ticker
   */
  public void handle(RoutedOperation routed, long deadline, Consumer<? super Reply> replies) {
    handle(routed, deadline, replies, Heritage.NOT_ASKED);
  }

  private void handle(
      RoutedOperation routed, long deadline, Consumer<? super Reply> replies, Heritage heritage) {
    try {
      admit(routed, deadline, replies, heritage);
    } catch (RuntimeException e) { // a defect of ours; without an answer the caller would wait
      log.error("an operation failed", e);
      replies.accept(
          new Reply.Failed(Reason.INTERNAL, "the node failed on this: its log says why"));
    }
  }

  private void admit(
      RoutedOperation routed, long deadline, Consumer<? super Reply> replies, Heritage heritage) {
    Terms terms = table.current();
    Group group = groups.named(routed.operation().group());
    switch (standing(routed, terms)) {
      case HELD -> {
        if (group == null) {
          replies.accept(unknownGroup(routed.operation().group()));
        } else if (routed.role() == Role.STAND_IN || group.mayUseMemory()) {
          perform(group, routed, terms, deadline, replies, heritage);
        } else {
          performWithoutMemory(group, routed, terms, deadline, replies);
        }
      }
      case UNFENCED, UNSURE -> performWithoutMemory(group, routed, terms, deadline, replies);
      case AHEAD -> {
        ringWanted.run();
        await(routed, terms, deadline, replies);
      }
      case STALE -> replies.accept(new Reply.StaleRing(terms.epoch()));
    }
  }

  private static Standing standing(RoutedOperation routed, Terms terms) {
    return switch (routed.role()) {
      case OWNER -> terms.standing(routed.partition(), routed.since());
      case STAND_IN -> terms.standingIn(routed.partition(), routed.since());
    };
  }

  private void perform(
      Group group,
      RoutedOperation routed,
      Terms terms,
      long deadline,
      Consumer<? super Reply> replies,
      Heritage heritage) {
    if (comesTooLate(routed.operation(), deadline)) {
      replies.accept(tooLate(routed));
    } else if (routed.role() == Role.STAND_IN && routed.operation() instanceof Operation.Get get) {
      group.standIn(get, routed, terms, deadline, replies);
    } else if (!isInheriting(group, routed, terms, deadline, replies, heritage)) {
      group.perform(routed, terms, deadline, replies);
    }
  }

  /** Whether it has to wait for what the previous owner has in memory; it then comes in again. */
  private boolean isInheriting(
      Group group,
      RoutedOperation routed,
      Terms terms,
      long deadline,
      Consumer<? super Reply> replies,
      Heritage heritage) {
    return heritage == Heritage.NOT_ASKED
        && routed.operation().goesByMemory()
        && group.beginsToInherit(
            routed, terms, () -> handle(routed, deadline, replies, Heritage.ASKED));
  }

  /** What a node does that may neither answer from memory nor keep nor acknowledge anything. */
  private void performWithoutMemory(
      @Nullable Group group,
      RoutedOperation routed,
      Terms terms,
      long deadline,
      Consumer<? super Reply> replies) {
    if (!(routed.operation() instanceof Operation.Get get)) {
      await(routed, terms, deadline, replies);
    } else if (group == null) {
      replies.accept(unknownGroup(get.group()));
    } else {
      group.passThrough(get, routed, terms, deadline, replies);
    }
  }

  private void await(
      RoutedOperation routed, Terms terms, long deadline, Consumer<? super Reply> replies) {
    long since = ticker.nanos();
    Admission admission =
        waitingRoom.enter(
            deadline,
            () -> {
              waited(routed, since, "went_on");
              handle(routed, deadline, replies);
            },
            () -> {
              waited(routed, since, Ascii.toLowerCase(Reason.OWNER_SLOW.name()));
              replies.accept(tooLate(routed));
            });
    if (admission == Admission.FULL) {
      replies.accept(
          new Reply.Failed(
              Reason.IN_FLIGHT, "too many requests wait for this node's part of the ring"));
    } else if (table.current() != terms) {
      waitingRoom.callAll(); // they changed before we sat down, and nobody would call us
    }
  }

  private void waited(RoutedOperation routed, long since, String outcome) {
    Operation operation = routed.operation();
    String kind = Ascii.toLowerCase(operation.getClass().getSimpleName());
    slowLog.waited(kind, operation.group(), routed.hash(), operation.key(), since, outcome);
  }

  /** A change that nobody waits for any more might undo what came after it (rule R14). */
  private boolean comesTooLate(Operation operation, long deadline) {
    return !(operation instanceof Operation.Get) && ticker.nanos() - deadline >= 0;
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
        switch (standing(routed, terms)) {
          case AHEAD ->
              "the key's new owner has not learned of the newest ring yet: try again in a moment";
          case HELD ->
              "the deadline had passed when the key's turn came, or the group is strict and its node"
                  + " is cut off from the cluster store: nothing was done";
          case UNSURE ->
              "the key's owner slept and has not read the ring again: try again in a moment";
          case UNFENCED, STALE ->
              "the key is moving to a new owner, which has not fenced the previous one yet: try"
                  + " again in a moment";
        });
  }

  /** Whether the partition's previous owner was asked for what an operation goes by. */
  private enum Heritage {
    NOT_ASKED,
    ASKED
  }
}
