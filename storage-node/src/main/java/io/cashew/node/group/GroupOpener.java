package io.cashew.node.group;

import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.node.load.Loads;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.Sources;
import io.cashew.node.store.Store;
import io.cashew.node.store.StoreSettings;
import io.cashew.node.store.Stores;
import io.cashew.node.term.TermTable;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;

/** Makes a node's groups: a part of its memory, and the source that the settings name. */
public final class GroupOpener {
  private final String node;
  private final Stores stores;
  private final Sources sources;
  private final TermTable terms;
  private final Timers timers;
  private final Ticker ticker;

  public GroupOpener(
      String node, Stores stores, Sources sources, TermTable terms, Timers timers, Ticker ticker) {
    this.node = node;
    this.stores = stores;
    this.sources = sources;
    this.terms = terms;
    this.timers = timers;
    this.ticker = ticker;
  }

  Group open(GroupSpec spec) {
    GroupSettings settings = spec.settings();
    DataSource source = source(settings);
    Store store = stores.open(spec.name(), StoreSettings.of(settings));
    Loads loads = new Loads(spec.name(), settings, store, source, terms::holds, timers, ticker);
    return new Group(spec, node, stores, store, loads, source, terms);
  }

  /** A group under changed settings, to be put in the place of the one it was. */
  Group reopen(Group group, GroupSpec changed) {
    return group.under(changed, source(changed.settings()));
  }

  private DataSource source(GroupSettings settings) {
    return settings
        .source()
        .map(named -> sources.open(named, settings.maxValueBytes()))
        .orElseGet(NoSource::new);
  }
}
