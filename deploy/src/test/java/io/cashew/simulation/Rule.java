package io.cashew.simulation;

import static net.bytebuddy.matcher.ElementMatchers.named;

import io.cashew.node.term.Standing;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * The rules of ownership, each with what it takes to switch it off: one small change of one method
 * of a real class, made as the class is loaded.
 */
@SuppressWarnings("UnusedVariable") // what advice assigns, the changed method returns
enum Rule {
  R1(
      11,
      "a node answers whatever the term",
      change("io.cashew.node.term.Terms", named("standing"), AnyTerm.class)),
  R2(
      1036,
      "a new owner does not wait for the fence",
      change("io.cashew.node.term.Terms", named("standing"), NoFence.class)),
  R3(
      1_000_840,
      "rings follow each other unacknowledged",
      change("io.cashew.proxy.coordinator.Coordinator", named("silent"), NobodySilent.class)),
  R4(
      92,
      "entries of former terms are hits",
      change(
          "io.cashew.node.store.Store",
          named("read").or(named("peek")).or(named("lookup")).or(named("known")),
          AnyTag.class)),
  R5(
      1_002_556,
      "a load's entry is tagged with the epoch at its end",
      change("io.cashew.node.load.Wanted", named("tag"), TagAtTheEnd.class),
      // else nothing is kept under a term that is over, and both tags are good for it
      change("io.cashew.node.load.Shelf", named("isHeld"), Yes.class)),
  R6(
      0,
      "what a doomed load brings is kept",
      change("io.cashew.node.load.Flight", named("mayBeKept"), Yes.class)),
  R7(
      0,
      "doomed loads are joined",
      change("io.cashew.node.load.Flight", named("mayBeJoined"), Yes.class)),
  R8(
      198,
      "loads of former terms are joined",
      change("io.cashew.node.load.Flight", named("isOf"), Yes.class)),
  R9(
      0,
      "keys changed at the new owner still come from the previous one",
      change("io.cashew.node.handover.Window", named("isUntouched"), Yes.class)),
  R11(
      114,
      "a node that restarts goes by the ring it had",
      change("io.cashew.simulation.NodeProcess$Start", named("mayGoByMemory"), Yes.class)),
  R12(
      47,
      "a node that restarts goes on with the handovers of its former life",
      change("io.cashew.node.handover.Takeovers", named("isOfThisLife"), Yes.class)),
  R14(
      516,
      "late changes are executed",
      change("io.cashew.node.group.Gatekeeper", named("comesTooLate"), No.class)),
  R17(
      0,
      "a watch is trusted for ever",
      change("io.cashew.etcd.ListWatch", named("roundDone"), Nothing.class)),
  FLUSH_DOOMS(
      0,
      "loads begun before a flush are kept after it",
      change("io.cashew.node.load.Stripe", named("doomAll"), Nothing.class)),
  FLUSH_IS_INHERITED(
      30,
      "what is inherited may be older than a flush carried out here",
      change("io.cashew.node.load.Generation", named("admits"), Yes.class));

  private final long seed;
  private final String without;

  @SuppressWarnings("ImmutableEnumChecker") // it is
  private final List<Change> changes;

  Rule(long seed, String without, Change... changes) {
    this.seed = seed;
    this.without = without;
    this.changes = List.of(changes);
  }

  /** The first seed that notices. Who changes the simulation looks for it anew. */
  long seed() {
    return seed;
  }

  /** What happens where the rule is not kept. */
  String without() {
    return without;
  }

  List<Change> changes() {
    return changes;
  }

  /** A change of some methods of a class. */
  record Change(
      String type, ElementMatcher.Junction<? super MethodDescription> methods, Class<?> advice) {}

  private static Change change(
      String type, ElementMatcher.Junction<? super MethodDescription> methods, Class<?> advice) {
    return new Change(type, methods, advice);
  }

  /** The method answers true. */
  static final class Yes {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) boolean answer) {
      answer = true;
    }
  }

  /** The method answers false. */
  static final class No {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) boolean answer) {
      answer = false;
    }
  }

  /** The method does nothing. */
  static final class Nothing {
    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter() {
      return true;
    }
  }

  static final class AnyTerm {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) Standing standing) {
      if (standing == Standing.STALE) {
        standing = Standing.HELD;
      }
    }
  }

  static final class NoFence {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) Standing standing) {
      if (standing == Standing.UNFENCED) {
        standing = Standing.HELD;
      }
    }
  }

  static final class NobodySilent {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) java.util.Set<?> silent) {
      silent = java.util.Set.of();
    }
  }

  static final class AnyTag {
    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(value = 2, readOnly = false) long since) {
      since = Long.MIN_VALUE;
    }
  }

  static final class TagAtTheEnd {
    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) long tag) {
      tag = Life.presentEpoch();
    }
  }
}
