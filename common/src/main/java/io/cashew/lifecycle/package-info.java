/**
 * Things that are started and must be stopped.
 *
 * <p>Used by whatever wires a process together. Knows nothing of what it closes. Start at {@link
 * io.cashew.lifecycle.Parts}.
 */
@NullMarked
package io.cashew.lifecycle;

import org.jspecify.annotations.NullMarked;
