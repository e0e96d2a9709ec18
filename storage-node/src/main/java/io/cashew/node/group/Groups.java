package io.cashew.node.group;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import com.google.protobuf.ByteString;
import io.cashew.group.Flushes;
import io.cashew.group.GroupSpec;
import io.cashew.lifecycle.Part;
import io.cashew.node.load.Inherited;
import io.cashew.node.load.LoadStatistics;
import io.cashew.node.load.Wanted;
import io.cashew.node.store.Inspection;
import io.cashew.node.store.Lookup;
import io.cashew.node.store.Position;
import io.cashew.node.store.StoreStatistics;
import io.cashew.node.store.Walk;
import io.cashew.node.term.Terms;
import io.cashew.operation.Operation.Want;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The groups of this node, kept in step with the cluster's.
 *
 * <p>Threads: changes on the control thread; operations read the table once and keep the group they
 * found. A group whose settings change keeps its entries; only a change of its source empties it.
 */
public final class Groups implements Part {
  private static final Logger log = LoggerFactory.getLogger(Groups.class);

  private final GroupOpener opener;
  private final Reservations reservations;
  private volatile ImmutableMap<String, Group> groups = ImmutableMap.of();

  /** The latest that is known of each group, of those that are not here too. Control thread. */
  private final Map<String, Flushes> flushes = new HashMap<>();

  /**
   * No groups yet.
   *
   * @param reservableBytes what the node can reserve for all of them
   */
  public Groups(GroupOpener opener, long reservableBytes) {
    this.opener = opener;
    this.reservations = new Reservations(reservableBytes);
  }

  /** The group with a name, or null. */
  @Nullable Group named(String name) {
    return groups.get(name);
  }

  /** See {@link io.cashew.node.store.Store#approach}; nothing if there is no such group. */
  public int approach(String group, long[] hashes, int count) {
    Group found = groups.get(group);
    return found == null ? 0 : found.approach(hashes, count);
  }

  /**
   * What is in memory of a key.
   *
   * @throws CashewException if there is no such group
   */
  public Optional<Inspection> inspect(String group, long hash, ByteString key) {
    return known(group).inspect(hash, key);
  }

  /**
   * Some of a group's entries, from a position on, that the node may answer by the terms given.
   *
   * @param want the values, or all but them
   * @throws CashewException if there is no such group
   */
  public Page scan(String group, Position from, Terms terms, Want want) {
    return known(group).scan(from, terms, want);
  }

  /** The group with a name; throws {@link CashewException} if there is none. */
  Group known(String name) {
    Group found = groups.get(name);
    if (found == null) {
      throw new CashewException(
          Reason.GROUP_UNKNOWN,
          "this node has no group \"%s\": see cashew groups for those there are".formatted(name));
    }
    return found;
  }

  /**
   * What is in memory of a key under a term, for another node; a miss if there is no such group.
   */
  public Lookup peek(String group, long hash, ByteString key, long since) {
    Group found = groups.get(group);
    return found == null ? Lookup.MISS : found.peek(hash, key, since);
  }

  /** The last flush that was carried out of a group's; 0 if there is no such group. */
  public long generation(String group) {
    Group found = groups.get(group);
    return found == null ? 0 : found.generation();
  }

  /** The settings under which a group is served; empty: there is no such group. */
  public Optional<GroupSpec> spec(String group) {
    return Optional.ofNullable(groups.get(group)).map(Group::spec);
  }

  /** The settings under which each group is served, by name. */
  public ImmutableList<GroupSpec> specs() {
    return ImmutableSortedMap.copyOf(Maps.transformValues(groups, Group::spec)).values().asList();
  }

  /** Why a group that is served cannot load here; empty: it can. */
  public Optional<String> trouble(GroupSpec spec) {
    return opener.refusal(spec);
  }

  /** Why this node could not have a group; empty: it could. */
  public Optional<String> refusal(GroupSpec spec) {
    return reservations
        .refusal(spec, groups.values().stream().map(Group::spec).toList())
        .or(() -> opener.refusal(spec));
  }

  /**
   * These are a group's flushes: carries out those that it has missed, at once. When this returns,
   * nothing of before is found, kept or joined. What is older than what is known already changes
   * nothing.
   *
   * @return the last flush that has been carried out
   */
  public long flush(String group, Flushes told) {
    Flushes known = flushes.merge(group, told, Groups::later);
    Group found = groups.get(group);
    if (found != null && found.generation() < known.generation()) {
      found.flush(known);
      log.info("group {} is flushed, generation {}", group, known.generation());
    }
    return known.generation();
  }

  private static Flushes later(Flushes one, Flushes other) {
    return one.generation() >= other.generation() ? one : other;
  }

  /** Begins walks through the keys there are, by group. */
  public ImmutableSortedMap<String, Walk> walks() {
    return ImmutableSortedMap.copyOf(Maps.transformValues(groups, Group::walk));
  }

  /**
   * Keeps what a previous owner handed over, see {@link io.cashew.node.load.Loads#inherit}.
   *
   * @return whether it was kept
   */
  public boolean inherit(String group, Wanted wanted, Inherited inherited) {
    Group found = groups.get(group);
    return found != null && found.inherit(wanted, inherited);
  }

  /** What the groups hold and have done, by name. */
  public ImmutableSortedMap<String, StoreStatistics> statistics() {
    return ImmutableSortedMap.copyOf(Maps.transformValues(groups, Group::statistics));
  }

  /** What became of the groups' loads, by name. */
  public ImmutableSortedMap<String, LoadStatistics> loadStatistics() {
    return ImmutableSortedMap.copyOf(Maps.transformValues(groups, Group::loadStatistics));
  }

  /** These are the cluster's groups from now on. A group that cannot be opened is left out. */
  public void apply(Map<String, GroupSpec> specs) {
    reservations.become(specs.values()).ifPresent(log::warn);
    ImmutableMap<String, Group> before = groups;
    ImmutableMap.Builder<String, Group> next = ImmutableMap.builder();
    for (GroupSpec spec : specs.values()) {
      Group existing = before.get(spec.name());
      if (existing != null && existing.spec().equals(spec)) {
        next.put(spec.name(), existing);
      } else {
        Group opened = open(spec, existing);
        if (opened != null) {
          next.put(spec.name(), opened);
        }
      }
    }
    groups = next.buildOrThrow();
    for (Group old : before.values()) {
      Group now = groups.get(old.spec().name());
      if (now == null) {
        log.info("group {} is closed", old.spec().name());
        old.close();
      } else if (now != old) {
        old.closeSource();
      }
    }
  }

  private @Nullable Group open(GroupSpec spec, @Nullable Group existing) {
    try {
      Group opened =
          existing == null
              ? opener.open(spec, flushes.getOrDefault(spec.name(), Flushes.NONE).generation())
              : opener.reopen(existing, spec);
      log.info("group {} {}", spec.name(), existing == null ? "is open" : "has other settings");
      return opened;
    } catch (RuntimeException e) {
      log.error("group {} cannot be opened and is not served: {}", spec.name(), e.getMessage(), e);
      return null;
    }
  }

  /** Lets go of the sources; the entries go with the node. */
  @Override
  public void close() {
    ImmutableMap<String, Group> last = groups;
    groups = ImmutableMap.of();
    last.values().forEach(Group::retire);
  }
}
