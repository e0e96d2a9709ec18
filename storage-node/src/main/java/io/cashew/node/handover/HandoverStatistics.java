package io.cashew.node.handover;

/**
 * What this process has handed over and got, and what is under way.
 *
 * @param giving partitions lost whose new owners have not fetched everything yet
 * @param taking partitions got whose entries may still come from the previous owner
 * @param given entries sent to new owners
 * @param taken entries that previous owners sent and that were kept
 * @param fetchHits misses that a previous owner could answer
 * @param fetchMisses misses that it could not, or not in time
 */
public record HandoverStatistics(
    int giving, int taking, long given, long taken, long fetchHits, long fetchMisses) {}
