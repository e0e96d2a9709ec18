/**
 * Who is compared: how each is started with what it needs, and how it can be asked.
 *
 * <p>Knows the peers by their programs and command lines, not by their classes. Start at {@link
 * io.cashew.comparison.party.Entrant}.
 */
@NullMarked
package io.cashew.comparison.party;

import org.jspecify.annotations.NullMarked;
