package io.cashew.operation;

/**
 * What is known about an entry and about who answered.
 *
 * @param version the source's own, if the value came with one; else one that grows with every set
 *     or load of the key at one owner; 0: the value was not kept
 * @param ageMillis since the entry was stored
 * @param ttlLeftMillis 0 if it never expires, or is over and the answer stale
 * @param node the one that answered
 * @param partition the key's
 * @param epoch of the ring that the node had applied
 */
public record Detail(
    long version, long ageMillis, long ttlLeftMillis, String node, int partition, long epoch) {}
