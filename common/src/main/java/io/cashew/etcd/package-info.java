/**
 * The cluster store in etcd: the only package that knows jetcd.
 *
 * <p>Of jetcd it uses transactions, leases and single watches, and trusts none of them to last:
 * {@link io.cashew.etcd.ListWatch} and {@link io.cashew.etcd.LeaseKeeper} are loops of our own that
 * start over after any failure, and {@link io.cashew.etcd.EtcdConnection} replaces a client that
 * has gone deaf. Called through {@link io.cashew.cluster.ClusterStore}; knows nothing of what the
 * keys mean. Start at {@link io.cashew.etcd.EtcdClusterStore}.
 */
@NullMarked
package io.cashew.etcd;

import org.jspecify.annotations.NullMarked;
