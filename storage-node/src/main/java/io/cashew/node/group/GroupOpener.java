package io.cashew.node.group;

import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.node.load.Generation;
import io.cashew.node.load.Heritage;
import io.cashew.node.load.Instruments;
import io.cashew.node.load.Loads;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.Sources;
import io.cashew.node.store.Store;
import io.cashew.node.store.StoreSettings;
import io.cashew.node.store.Stores;
import io.cashew.node.term.TermTable;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Makes a node's groups: a part of its memory, and the source that the settings name. */
public final class GroupOpener {
  private final String node;
  private final Stores stores;
  private final Sources sources;
  private final TermTable terms;
  private final BooleanSupplier assurance;
  private final Heritage heritage;
  private final Instruments instruments;

  /**
   * Opens groups of a node.
   *
   * @param assurance whether it is certain that no other node has this one's terms
   * @param heritage what previous owners may have
   */
  public GroupOpener(
      String node,
      Stores stores,
      Sources sources,
      TermTable terms,
      BooleanSupplier assurance,
      Heritage heritage,
      Instruments instruments) {
    this.node = node;
    this.stores = stores;
    this.sources = sources;
    this.terms = terms;
    this.assurance = assurance;
    this.heritage = heritage;
    this.instruments = instruments;
  }

  /** {@code flushed}: the last of the group's flushes that is known of. */
  Group open(GroupSpec spec, long flushed) {
    GroupSettings settings = spec.settings();
    DataSource source = source(settings);
    Store store = stores.open(spec.name(), StoreSettings.of(settings));
    Rights rights = rights(settings);
    Generation generation = new Generation(flushed);
    Loads loads =
        new Loads(spec.name(), settings, store, source, rights, heritage, generation, instruments);
    return new Group(spec, node, stores, store, loads, source, rights, generation);
  }

  /** A group under changed settings, to be put in the place of the one it was. */
  Group reopen(Group group, GroupSpec changed) {
    return group.under(changed, source(changed.settings()), rights(changed.settings()));
  }

  /** Why this node could not have a group; empty: it could. */
  Optional<String> refusal(GroupSpec spec) {
    return spec.settings()
        .source()
        .flatMap(named -> sources.refusal(named, spec.settings().maxValueBytes()));
  }

  private Rights rights(GroupSettings settings) {
    return new Rights(terms, assurance, settings);
  }

  private DataSource source(GroupSettings settings) {
    return settings
        .source()
        .map(named -> sources.open(named, settings.maxValueBytes()))
        .orElseGet(NoSource::new);
  }
}
