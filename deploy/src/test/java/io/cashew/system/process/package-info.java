/**
 * Real processes for tests, and what can be done to them: a cluster on the loopback, signals, a
 * forwarder that breaks links. Knows nothing of what is asked of the cluster. Start at {@link
 * io.cashew.system.process.ProcessCluster}.
 */
@NullMarked
package io.cashew.system.process;

import org.jspecify.annotations.NullMarked;
