package io.cashew.rpc.link;

import java.util.List;

/**
 * What leaves in one message.
 *
 * @param clock nanoseconds: for requests when they were sent, by the node's clock; for replies that
 *     clock. 0: not told
 * @param taken for replies: messages of the other side that were taken in so far; 0: not told
 */
public record LinkBatch<T>(List<T> items, long clock, long taken) {}
