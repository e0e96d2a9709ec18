/**
 * Configuration: text from a YAML file, the environment and flags becomes typed settings at the
 * door.
 *
 * <p>Each value remembers where it came from, so that a complaint can name file and line. Knows
 * nothing of what the settings are for.
 */
@NullMarked
package io.cashew.config;

import org.jspecify.annotations.NullMarked;
