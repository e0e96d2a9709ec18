/**
 * The whole system, as its users have it: proxies and nodes over a real etcd and a real database,
 * the client library in front. Start at {@link io.cashew.system.ClusterTest}; for processes that
 * are broken while clients go on, at {@link io.cashew.system.NodeFaultsTest}.
 */
@NullMarked
package io.cashew.system;

import org.jspecify.annotations.NullMarked;
