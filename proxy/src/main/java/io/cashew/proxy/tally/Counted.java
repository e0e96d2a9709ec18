package io.cashew.proxy.tally;

/**
 * How often requests of one kind came to one end, since the start.
 *
 * @param code gRPC's, whatever the door
 * @param reason of a failure; else empty
 */
public record Counted(
    String door,
    String method,
    String group,
    String outcome,
    String code,
    String reason,
    long count) {}
