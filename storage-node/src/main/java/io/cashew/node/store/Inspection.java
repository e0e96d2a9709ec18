package io.cashew.node.store;

/**
 * An entry, for people who want to know why it is there or how long it will be.
 *
 * @param shard which one has it, from 0
 * @param bytes what it weighs against the group's memory
 * @param valueBytes length of the value; 0 for an absence
 * @param absent the source has no such key
 * @param tag the epoch under which it came
 * @param ttlLeftNanos 0: it never expires
 * @param list the part of the policy that it is in
 * @param frequency how often the policy believes it was used lately; -1 if it does not count
 */
public record Inspection(
    int shard,
    long bytes,
    int valueBytes,
    boolean absent,
    long tag,
    long version,
    long ageNanos,
    long ttlLeftNanos,
    String list,
    int frequency) {}
