/**
 * Whether a process is alive, can serve, and is as it should be.
 *
 * <p>Knows nothing of proxies and nodes: they say what stands in their way. Start at {@link
 * io.cashew.health.Health}.
 */
@NullMarked
package io.cashew.health;

import org.jspecify.annotations.NullMarked;
