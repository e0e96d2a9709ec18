/**
 * Whole processes, made of proxies and nodes: a cluster in one process, and its demonstration data.
 *
 * <p>Called by the {@code cashew} command, which reads the configuration. Knows nothing of the
 * command line. Start at {@link io.cashew.local.Processes}.
 */
@NullMarked
package io.cashew.local;

import org.jspecify.annotations.NullMarked;
