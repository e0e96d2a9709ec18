/**
 * What the processes of a cluster share: the cluster store and what stands in it.
 *
 * <p>{@link io.cashew.cluster.ClusterStore} is the seam; etcd's implementation lives in {@code
 * io.cashew.etcd}, the in-memory one here. On top of it, {@link io.cashew.cluster.RingFeed} and
 * {@link io.cashew.cluster.MapFeed} turn raw snapshots into rings, members, groups and
 * acknowledgements, and codecs know the bytes. Knows nothing of proxies and nodes.
 */
@NullMarked
package io.cashew.cluster;

import org.jspecify.annotations.NullMarked;
