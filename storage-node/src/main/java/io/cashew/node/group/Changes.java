package io.cashew.node.group;

import com.google.protobuf.ByteString;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.node.load.Loads;
import io.cashew.node.load.Wanted;
import io.cashew.node.store.Content;
import io.cashew.node.store.Inspection;
import io.cashew.node.store.Lookup;
import io.cashew.node.store.Store;
import io.cashew.operation.Condition;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Reply;
import io.cashew.operation.Ttl;
import io.cashew.status.Reason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What changes a group's memory on request. Whoever goes by what is there finds it and changes it
 * in one step, under the lock of the key's loads; a change that is not made dooms no load (rule
 * R6).
 *
 * <p>Before a change is acknowledged the term is looked at a second time (see {@link
 * io.cashew.node.term.TermTable}). If it is over by then, a change that may be made twice is made
 * again by the next owner; of any other nobody can say whether it counts, and it fails.
 * Thread-safe.
 */
final class Changes {
  private final GroupSpec spec;
  private final Store store;
  private final Loads loads;
  private final Rights rights;

  Changes(GroupSpec spec, Store store, Loads loads, Rights rights) {
    this.spec = spec;
    this.store = store;
    this.loads = loads;
    this.rights = rights;
  }

  Reply set(Operation.Set set, Wanted wanted) {
    GroupSettings settings = spec.settings();
    if (set.value().size() > settings.maxValueBytes()) {
      return new Reply.Failed(
          Reason.VALUE_TOO_LARGE,
          "the value has %,d bytes, group %s allows %,d: raise max-value or split the value"
              .formatted(set.value().size(), spec.name(), settings.maxValueBytes()));
    }
    if (set.goesByMemory()) {
      return loads.deciding(wanted, supersede -> set(set, wanted, supersede));
    }
    Content content = new Content.Value(set.value());
    Duration ttl = ttl(set.ttl(), There.NOTHING);
    long version =
        loads.superseding(
            wanted, () -> store.store(wanted.hash(), wanted.key(), content, wanted.tag(), ttl));
    return acknowledged(wanted, new Reply.Stored(version));
  }

  private Reply set(Operation.Set set, Wanted wanted, Runnable supersede) {
    if (!isHeld(wanted)) {
      return staleRing();
    }
    There there = there(wanted, set);
    if (!set.condition().isMetBy(there.version)) {
      return acknowledged(wanted, new Reply.NotStored(there.version, brought(set, there)));
    }
    Duration ttl = ttl(set.ttl(), there); // by the entry that is about to be superseded
    supersede.run();
    long version =
        store.store(wanted.hash(), wanted.key(), new Content.Value(set.value()), wanted.tag(), ttl);
    return acknowledgedOnce(wanted, new Reply.Stored(version, brought(set, there)));
  }

  Reply delete(Operation.Delete delete, Wanted wanted) {
    return loads.deciding(wanted, supersede -> delete(delete, wanted, supersede));
  }

  private Reply delete(Operation.Delete delete, Wanted wanted, Runnable supersede) {
    if (delete.goesByMemory() && !isHeld(wanted)) {
      return staleRing();
    }
    There there = there(wanted, delete.bring());
    supersede.run();
    boolean unused = store.remove(wanted.hash(), wanted.key(), wanted.since());
    Reply done = new Reply.Deleted(there.exists(), there.value);
    return delete.mayBeRepeated() ? acknowledged(wanted, done) : acknowledgedOnce(wanted, done);
  }

  /** Changes no value, and so dooms nothing. */
  Reply touch(Operation.Touch touch, Wanted wanted) {
    return loads.deciding(wanted, supersede -> touched(touch, wanted));
  }

  private Reply touched(Operation.Touch touch, Wanted wanted) {
    There there = there(wanted, touch.bring());
    boolean existed =
        there.exists()
            && store.touch(wanted.hash(), wanted.key(), wanted.since(), ttl(touch.ttl(), there));
    return acknowledged(wanted, new Reply.Touched(existed, existed ? there.value : null));
  }

  private Reply acknowledged(Wanted wanted, Reply done) {
    return isHeld(wanted) ? done : staleRing();
  }

  /** Of what would be something else if it were done again (rule R16). */
  private Reply acknowledgedOnce(Wanted wanted, Reply done) {
    return isHeld(wanted)
        ? done
        : new Reply.Failed(
            Reason.OWNER_UNREACHABLE,
            "the key got another owner as this was done: it may count or not");
  }

  private boolean isHeld(Wanted wanted) {
    return rights.holds(wanted.partition(), wanted.since());
  }

  private Reply staleRing() {
    return new Reply.StaleRing(rights.epoch());
  }

  /** A condition on a version is on the one that clients are told, which comes with the value. */
  private There there(Wanted wanted, Operation.Set set) {
    return set.condition().kind() == Condition.Kind.IF_VERSION
        ? whole(wanted)
        : there(wanted, set.bring());
  }

  private There there(Wanted wanted, Bring bring) {
    return switch (bring) {
      case VALUE -> whole(wanted);
      case NOTHING ->
          store
              .inspect(wanted.hash(), wanted.key())
              .filter(entry -> !entry.absent() && entry.tag() >= wanted.since()) // rule R4
              .map(Changes::there)
              .orElse(There.NOTHING);
    };
  }

  private static There there(Inspection entry) {
    return new There(entry.version(), entry.ttlLeftNanos(), null);
  }

  private static @Nullable ByteString brought(Operation.Set set, There there) {
    return set.bring() == Bring.VALUE ? there.value : null;
  }

  private There whole(Wanted wanted) {
    return store.peek(wanted.hash(), wanted.key(), wanted.since()) instanceof Lookup.Hit hit
            && hit.content() instanceof Content.Value value
        ? new There(value.versionTold(hit.version()), hit.ttlLeftNanos(), value.bytes())
        : There.NOTHING;
  }

  private Duration ttl(Ttl ttl, There there) {
    return switch (ttl.kind()) {
      case GROUP -> spec.settings().freshness().ttl();
      case GIVEN -> Duration.ofMillis(ttl.millis());
      case NEVER -> Duration.ZERO;
      case KEPT ->
          there.exists() ? Duration.ofNanos(there.ttlLeftNanos) : spec.settings().freshness().ttl();
    };
  }

  /**
   * The value that is in memory.
   *
   * @param version as clients are told; 0: there is none
   * @param ttlLeftNanos 0: it never expires
   * @param value null if it was not asked for
   */
  private record There(long version, long ttlLeftNanos, @Nullable ByteString value) {
    private static final There NOTHING = new There(0, 0, null);

    boolean exists() {
      return version != 0;
    }
  }
}
