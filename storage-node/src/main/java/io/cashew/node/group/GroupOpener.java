package io.cashew.node.group;

import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.Sources;
import io.cashew.node.store.Store;
import io.cashew.node.term.TermTable;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;

/** Makes a node's groups: memory within the budget, and the source that the settings name. */
public final class GroupOpener {
  private final String node;
  private final Sources sources;
  private final TermTable terms;
  private final Timers timers;
  private final Ticker ticker;

  public GroupOpener(String node, Sources sources, TermTable terms, Timers timers, Ticker ticker) {
    this.node = node;
    this.sources = sources;
    this.terms = terms;
    this.timers = timers;
    this.ticker = ticker;
  }

  Group open(GroupSpec spec) {
    GroupSettings settings = spec.settings();
    Store store =
        new io.cashew.node.store.Stores(
                io.cashew.node.store.MemoryPlan.of(
                    Math.max(16 << 20, settings.memoryBytes() * 2), 1),
                ticker,
                1)
            .open(
                spec.name(),
                new io.cashew.node.store.StoreSettings(
                    0, settings.memoryBytes(), io.cashew.group.PolicySettings.DEFAULT));
    DataSource source =
        settings
            .source()
            .map(named -> sources.open(named, settings.maxValueBytes()))
            .orElseGet(NoSource::new);
    return new Group(spec, node, store, source, terms, timers, ticker);
  }
}
