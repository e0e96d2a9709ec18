/**
 * The {@code cashew} command: runs processes of a cluster, reads and writes keys, and shows what a
 * cluster looks like.
 *
 * <p>Each verb is a class: options in, a call of the client library or of {@link
 * io.cashew.local.Processes}, text or JSON out, an {@link io.cashew.cli.ExitCode}. What went wrong
 * is told in one place, {@code Failures}, and never as a stack trace. Knows nothing of gRPC, rings
 * or memory. Start at {@link io.cashew.cli.CashewCommand}.
 */
@NullMarked
package io.cashew.cli;

import org.jspecify.annotations.NullMarked;
