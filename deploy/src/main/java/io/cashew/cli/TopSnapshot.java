package io.cashew.cli;

import io.cashew.client.AdminClient;
import io.cashew.v1.GetLatencyReply;
import io.cashew.v1.GetProxyStatisticsReply;
import io.cashew.v1.GetRingReply;
import io.cashew.v1.GetRingRequest;
import io.cashew.v1.GetStatisticsReply;
import io.cashew.v1.ListHotKeysReply;
import io.cashew.v1.ListHotKeysRequest;
import java.util.concurrent.CompletableFuture;

/**
 * What a cluster has counted until some moment.
 *
 * @param at nanoseconds of this process's clock
 */
record TopSnapshot(
    long at,
    GetStatisticsReply nodes,
    GetProxyStatisticsReply proxy,
    GetLatencyReply latency,
    ListHotKeysReply hot,
    GetRingReply ring) {
  /** Of now; asks for everything at once. */
  static TopSnapshot take(AdminClient client, int hotKeys) {
    CompletableFuture<GetStatisticsReply> nodes = client.statistics("");
    CompletableFuture<GetProxyStatisticsReply> proxy = client.proxyStatistics();
    CompletableFuture<GetLatencyReply> latency = client.latency();
    CompletableFuture<ListHotKeysReply> hot =
        client.hotKeys(ListHotKeysRequest.newBuilder().setLimit(Math.max(1, hotKeys)).build());
    CompletableFuture<GetRingReply> ring = client.ring(GetRingRequest.getDefaultInstance());
    return new TopSnapshot(
        System.nanoTime(),
        Await.answer(nodes),
        Await.answer(proxy),
        Await.answer(latency),
        Await.answer(hot),
        Await.answer(ring));
  }
}
