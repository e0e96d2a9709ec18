/**
 * Configuration: text from a YAML file, the environment and flags becomes typed settings at the
 * door.
 *
 * <p>Called by {@code main}, once. Each value remembers where it came from, so that a complaint can
 * name file and line, and all complaints are made at once. Knows the layout of the file and the
 * types the settings turn into, not what the processes do with them. Start at {@link
 * io.cashew.config.CashewConfig} for what can be set, at {@link io.cashew.config.Settings} for how
 * it is read.
 */
@NullMarked
package io.cashew.config;

import org.jspecify.annotations.NullMarked;
