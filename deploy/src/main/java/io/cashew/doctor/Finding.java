package io.cashew.doctor;

/**
 * Something that is wrong.
 *
 * @param check the id of the check that found it
 * @param subject what it is wrong with: a node, a proxy, a group; empty: the cluster
 * @param what is wrong
 * @param evidence how that is known, in figures
 * @param fix what to do: a command, or what to change where
 * @param runbook where more is said, as {@code docs/runbooks.md#section}; empty: nowhere
 */
public record Finding(
    String check,
    Severity severity,
    String subject,
    String what,
    String evidence,
    String fix,
    String runbook) {}
