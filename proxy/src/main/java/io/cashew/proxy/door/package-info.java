/**
 * What the doors have in common: where operations go, what they take up in memory, and an eye on
 * clients that do not read.
 *
 * <p>Knows no protocol and no socket; each door is a package below. Start at {@link
 * io.cashew.proxy.door.Operations}.
 */
@NullMarked
package io.cashew.proxy.door;

import org.jspecify.annotations.NullMarked;
