package io.cashew.proxy.tally;

import io.cashew.tally.Distribution;

/**
 * How long the timed ones of some requests took, in microseconds; of one door, method and outcome.
 */
public record Latency(String door, String method, String outcome, Distribution times) {}
