package io.cashew.bench;

/**
 * Keys that failed for one reason.
 *
 * @param first the message of the first of them
 */
public record Failure(String reason, long keys, String first) {}
