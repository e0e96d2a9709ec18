package io.cashew.node.core;

import static com.google.common.base.Preconditions.checkNotNull;

import io.cashew.node.handover.Peers;
import io.cashew.node.load.SlowLog;
import io.cashew.node.source.Sources;
import io.cashew.node.store.Stores;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.util.function.DoubleSupplier;

/**
 * What a node is put into: a process, or a simulation of one.
 *
 * @param control its one thread runs all that changes terms, groups and handovers
 * @param timers for deadlines; on any threads
 * @param stores the node's memory
 * @param sources what groups load from
 * @param peers the other nodes
 * @param random 0 to below 1, any thread
 */
public record Surroundings(
    Timers control,
    Timers timers,
    Ticker ticker,
    Stores stores,
    Sources sources,
    Peers peers,
    ClusterView cluster,
    DoubleSupplier random,
    SlowLog slowLog) {
  public Surroundings {
    checkNotNull(control, "control");
    checkNotNull(timers, "timers");
    checkNotNull(ticker, "ticker");
    checkNotNull(stores, "stores");
    checkNotNull(sources, "sources");
    checkNotNull(peers, "peers");
    checkNotNull(cluster, "cluster");
    checkNotNull(random, "random");
    checkNotNull(slowLog, "slowLog");
  }
}
