/**
 * The admin listener of a process: metrics, health and log levels by HTTP, for operators and their
 * tools, on a thread of its own.
 *
 * <p>Knows nothing of proxies and nodes. Start at {@link io.cashew.admin.AdminListener}.
 */
@NullMarked
package io.cashew.admin;

import org.jspecify.annotations.NullMarked;
