/**
 * Directories as sources, for trying things out: a file for each key.
 *
 * <p>A file's name is its key, with what is not {@code A-Z a-z 0-9 - _ . ~} percent-encoded in
 * capital hexadecimal, and a dot at the beginning too: no key names anything outside of the
 * directory.
 *
 * <p>Called through {@link io.cashew.node.source.DataSource}. Start at {@link
 * io.cashew.node.source.file.FileConnection}.
 */
@NullMarked
package io.cashew.node.source.file;

import org.jspecify.annotations.NullMarked;
