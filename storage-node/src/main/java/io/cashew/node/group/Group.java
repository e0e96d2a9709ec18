package io.cashew.node.group;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.google.protobuf.ByteString;
import io.cashew.group.Flushes;
import io.cashew.group.GroupSpec;
import io.cashew.lifecycle.Part;
import io.cashew.node.load.Generation;
import io.cashew.node.load.Inherited;
import io.cashew.node.load.LoadStatistics;
import io.cashew.node.load.Loads;
import io.cashew.node.load.Waiter;
import io.cashew.node.load.Wanted;
import io.cashew.node.source.DataSource;
import io.cashew.node.store.Content;
import io.cashew.node.store.Inspection;
import io.cashew.node.store.Lookup;
import io.cashew.node.store.Position;
import io.cashew.node.store.Store;
import io.cashew.node.store.StoreSettings;
import io.cashew.node.store.StoreStatistics;
import io.cashew.node.store.Stores;
import io.cashew.node.store.Walk;
import io.cashew.node.term.Terms;
import io.cashew.operation.Detail;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.status.CashewException;
import io.cashew.telemetry.Span;
import io.cashew.telemetry.Traced;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A named cache on this node: settings, memory and loads behind one door.
 *
 * <p>Thread-safe; nothing here blocks. A reply is given once: at once, or for a get that has to be
 * loaded, by its deadline.
 */
final class Group implements Part {
  private final GroupSpec spec;
  private final String node;
  private final Stores stores;
  private final Store store;
  private final Loads loads;
  private final DataSource source;
  private final Rights rights;
  private final Gutter gutter;
  private final Changes changes;
  private final Generation generation;

  Group(
      GroupSpec spec,
      String node,
      Stores stores,
      Store store,
      Loads loads,
      DataSource source,
      Rights rights,
      Generation generation) {
    this.spec = spec;
    this.node = node;
    this.stores = stores;
    this.store = store;
    this.loads = loads;
    this.source = source;
    this.rights = rights;
    this.gutter = new Gutter(spec, stores, loads, rights);
    this.changes = new Changes(spec, store, loads, rights);
    this.generation = generation;
  }

  /**
   * This group under changed settings. It has the entries of this one, unless they are of another
   * source. Whoever still holds this one may go on with it: nothing it loads is kept any more, and
   * its changes supersede loads of the other.
   */
  Group under(GroupSpec changed, DataSource from, Rights changedRights) {
    boolean emptied = !changed.settings().source().equals(spec.settings().source());
    if (emptied) {
      loads.renounceHeritage(); // before the stripes are passed: what comes later knows
    }
    Loads successor = loads.succeededBy(changed.settings(), from, changedRights);
    gutter.close();
    stores.configure(store, StoreSettings.of(changed.settings()));
    if (emptied) {
      store.flush(); // now that nothing of the source of before can come in any more
    }
    return new Group(changed, node, stores, store, successor, from, changedRights, generation);
  }

  GroupSpec spec() {
    return spec;
  }

  /**
   * Whether it may answer from memory, keep and acknowledge anything, if the node holds the term.
   */
  boolean mayUseMemory() {
    return rights.mayUseMemory();
  }

  /** Does what is asked, for a request whose term the node holds by the terms given. */
  void perform(
      RoutedOperation routed, Terms terms, long deadline, Consumer<? super Reply> replies) {
    Operation operation = routed.operation();
    if (operation instanceof Operation.Get get) {
      get(get, routed, terms, deadline, replies);
    } else if (operation instanceof Operation.Set set) {
      replies.accept(changes.set(set, wanted(set.key(), routed, terms)));
    } else if (operation instanceof Operation.Delete delete) {
      replies.accept(changes.delete(delete, wanted(delete.key(), routed, terms)));
    } else if (operation instanceof Operation.Touch touch) {
      replies.accept(changes.touch(touch, wanted(touch.key(), routed, terms)));
    }
  }

  /** Answers a get for a partition that another node owns by the terms given (rule R15). */
  void standIn(
      Operation.Get get,
      RoutedOperation routed,
      Terms terms,
      long deadline,
      Consumer<? super Reply> replies) {
    gutter.get(
        wanted(get.key(), routed, terms), deadline, new GetWaiter(get, routed, terms, replies));
  }

  /**
   * Has the previous owner asked for a key that is not in memory here, if that may have it; says
   * whether it has. Then, once, memory has what there is.
   */
  boolean beginsToInherit(RoutedOperation routed, Terms terms, Runnable then) {
    return loads.beginsToInherit(wanted(routed.operation().key(), routed, terms), then);
  }

  /** Answers a get without reading, joining or keeping anything (rule R2). */
  void passThrough(
      Operation.Get get,
      RoutedOperation routed,
      Terms terms,
      long deadline,
      Consumer<? super Reply> replies) {
    if (get.reach() == Reach.SOURCE) {
      loads.passThrough(
          wanted(get.key(), routed, terms), deadline, new GetWaiter(get, routed, terms, replies));
    } else {
      replies.accept(notLoaded(get, routed, terms));
    }
  }

  Optional<Inspection> inspect(long hash, ByteString key) {
    return store.inspect(hash, key);
  }

  /** What is in memory of a key under a term, for another node. Not a use. */
  Lookup peek(long hash, ByteString key, long since) {
    return store.peek(hash, key, since);
  }

  /** See {@link Store#approach}. */
  int approach(long[] hashes, int count) {
    return store.approach(hashes, count);
  }

  /** Keys of entries, chosen by chance. */
  Set<ByteString> sample(int count, DoubleSupplier random) {
    return store.sample(count, random);
  }

  /** Compares a key's entry with what the source says, and keeps nothing of that. */
  CompletableFuture<Finding> compare(Wanted wanted, long deadline) {
    if (!(store.peek(wanted.hash(), wanted.key(), wanted.since()) instanceof Lookup.Hit entry)) {
      return CompletableFuture.completedFuture(Finding.NOTHING);
    }
    Comparing comparing = new Comparing(store, wanted, entry);
    loads.passThrough(wanted, deadline, comparing);
    return comparing.finding();
  }

  /** Some of what there is, from a position on; nothing while it may not answer from memory. */
  Page scan(Position from, Terms terms, Want want) {
    return mayUseMemory()
        ? new Scan(spec.name(), store, terms, want).page(from)
        : new Page(List.of(), Optional.empty(), terms.epoch());
  }

  Walk walk() {
    return store.walk();
  }

  /** See {@link Loads#inherit}. */
  boolean inherit(Wanted wanted, Inherited inherited) {
    return loads.inherit(wanted, inherited);
  }

  LoadStatistics loadStatistics() {
    return loads.statistics();
  }

  /** The last flush that was carried out. */
  long generation() {
    return generation.done();
  }

  /** Carries out what it has missed of the group's flushes. Control thread. */
  void flush(Flushes flushes) {
    generation.begin(flushes.generation()); // before anything that lags behind could be inherited
    for (ByteString prefix : flushes.missedBy(generation.done())) {
      loads.flush(prefix, () -> store.flush(prefix));
    }
    gutter.forget();
    generation.end(); // after the last: from now on new owners may trust what is here
  }

  StoreStatistics statistics() {
    return store.statistics();
  }

  private void get(
      Operation.Get get,
      RoutedOperation routed,
      Terms terms,
      long deadline,
      Consumer<? super Reply> replies) {
    if (lookup(get, routed) instanceof Lookup.Hit hit) {
      replies.accept(answer(hit, get, routed, terms));
      if (get.reach() == Reach.SOURCE && loads.isDue(hit)) {
        loads.refresh(wanted(get.key(), routed, terms));
      }
    } else if (get.reach() == Reach.SOURCE) {
      loads.load(
          wanted(get.key(), routed, terms), deadline, new GetWaiter(get, routed, terms, replies));
    } else {
      replies.accept(notLoaded(get, routed, terms));
    }
  }

  private Lookup lookup(Operation.Get get, RoutedOperation routed) {
    return switch (get.reach()) {
      case SOURCE, MEMORY -> store.lookup(routed.hash(), get.key(), routed.since());
      case PEEK -> store.peek(routed.hash(), get.key(), routed.since());
    };
  }

  private Reply notLoaded(Operation.Get get, RoutedOperation routed, Terms terms) {
    return new Reply.Absent(Outcome.NOT_LOADED, detail(get, routed, terms, 0, 0, 0));
  }

  private static Wanted wanted(ByteString key, RoutedOperation routed, Terms terms) {
    return new Wanted(key, routed.hash(), routed.partition(), routed.since(), terms.epoch());
  }

  private Reply answer(Lookup.Hit hit, Operation.Get get, RoutedOperation routed, Terms terms) {
    Detail detail =
        detail(
            get,
            routed,
            terms,
            hit.content().versionTold(hit.version()),
            NANOSECONDS.toMillis(hit.ageNanos()),
            millisLeft(hit.ttlLeftNanos()));
    return hit.content() instanceof Content.Value value
        ? new Reply.Found(told(get, value), outcome(routed, Outcome.HIT), detail)
        : new Reply.Absent(outcome(routed, Outcome.NEGATIVE), detail);
  }

  private static ByteString told(Operation.Get get, Content.Value value) {
    return get.want() == Want.DETAIL ? ByteString.EMPTY : value.bytes();
  }

  /** Rounded up: 0 is never. */
  static long millisLeft(long nanos) {
    return NANOSECONDS.toMillis(nanos + MILLISECONDS.toNanos(1) - 1);
  }

  private static Outcome outcome(RoutedOperation routed, Outcome atOwner) {
    return routed.role() == RoutedOperation.Role.OWNER ? atOwner : Outcome.GUTTER;
  }

  private @Nullable Detail detail(
      Operation.Get get,
      RoutedOperation routed,
      Terms terms,
      long version,
      long ageMillis,
      long ttlLeftMillis) {
    return get.want() == Want.VALUE
        ? null
        : new Detail(version, ageMillis, ttlLeftMillis, node, routed.partition(), terms.epoch());
  }

  /** Ends the group, entries and all. */
  @Override
  public void close() {
    gutter.close();
    loads.retire(); // a load that lands must not find the store closed
    stores.close(store);
    source.close();
  }

  /** Loads nothing any more that would be kept. */
  void retire() {
    gutter.close();
    loads.retire();
    source.close();
  }

  /** Lets go of what another did not take over. */
  void closeSource() {
    source.close();
  }

  @Override
  public String toString() {
    return "group " + spec.name();
  }

  /** A get that waits for a load. */
  private final class GetWaiter implements Waiter {
    private final Operation.Get get;
    private final RoutedOperation routed;
    private final Terms terms;
    private final Consumer<? super Reply> replies;

    GetWaiter(
        Operation.Get get, RoutedOperation routed, Terms terms, Consumer<? super Reply> replies) {
      this.get = get;
      this.routed = routed;
      this.terms = terms;
      this.replies = replies;
    }

    @Override
    public void found(Lookup.Hit hit) {
      replies.accept(answer(hit, get, routed, terms));
    }

    @Override
    public void stale(Lookup.Stale old) {
      Outcome outcome = outcome(routed, Outcome.STALE);
      long ageMillis = NANOSECONDS.toMillis(old.ageNanos());
      Detail detail =
          detail(get, routed, terms, old.content().versionTold(old.version()), ageMillis, 0);
      replies.accept(
          old.content() instanceof Content.Value value
              ? new Reply.Found(told(get, value), outcome, detail)
              : new Reply.Absent(outcome, detail));
    }

    @Override
    public void loaded(Content content, long version, Duration ttl, Role role) {
      Outcome outcome =
          outcome(routed, role == Role.BEGAN ? Outcome.MISS_LOADED : Outcome.COALESCED);
      long ttlMillis = version == Store.NOT_KEPT ? 0 : ttl.toMillis();
      Detail detail = detail(get, routed, terms, content.versionTold(version), 0, ttlMillis);
      replies.accept(
          content instanceof Content.Value value
              ? new Reply.Found(told(get, value), outcome, detail)
              : new Reply.Absent(outcome, detail));
    }

    @Override
    public void failed(CashewException failure) {
      replies.accept(Reply.Failed.of(failure));
    }

    @Override
    public @Nullable Span span() {
      return Traced.spanOf(replies);
    }
  }
}
