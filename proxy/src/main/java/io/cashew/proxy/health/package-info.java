/**
 * Which nodes are there: what this proxy's own probes find, and what most proxies find.
 *
 * <p>{@link io.cashew.proxy.health.Probes} asks every node twice a second, {@link
 * io.cashew.proxy.health.Suspicion} judges the answers, {@link io.cashew.proxy.health.Vote} counts
 * the proxies that suspect a node. What follows from it is decided elsewhere. Plain logic over
 * injected timers; how a node is reached is a {@link io.cashew.proxy.health.Pinger}'s business.
 * Start at {@link io.cashew.proxy.health.Probes}.
 */
@NullMarked
package io.cashew.proxy.health;

import org.jspecify.annotations.NullMarked;
