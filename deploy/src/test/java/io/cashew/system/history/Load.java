package io.cashew.system.history;

/**
 * The source was asked for a key.
 *
 * @param version what it answered
 * @param nonce of this answer; no other has it
 * @param at nanoseconds, just after it had looked the version up
 */
public record Load(Key key, long version, long nonce, long at) {}
