package io.cashew.proxy.door.resp;

import java.util.concurrent.CompletableFuture;

/** What a few commands want of the cluster as a whole. Thread-safe; returns at once. */
public interface RespCluster {
  /** Entries that the nodes hold of a group. Fails if one of them does not answer. */
  CompletableFuture<Long> entries(String group);

  /** Forgets all entries of a group. When it is done, no get returns any of them. */
  CompletableFuture<Void> flush(String group);
}
