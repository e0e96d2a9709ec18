/**
 * The whole protocol on a clock that stands still: the real proxies' routers and coordinators, the
 * real nodes' terms, fences, loads, handovers and memory, the real clients of the cluster store;
 * around them a network, an etcd, a database, clients and chance. The same seed gives the same run.
 *
 * <p>Start at {@link io.cashew.simulation.ClusterSimulation}; what goes wrong on purpose is in
 * {@link io.cashew.simulation.Chaos}, what is checked in {@link io.cashew.simulation.Promise}.
 */
@NullMarked
package io.cashew.simulation;

import org.jspecify.annotations.NullMarked;
