/**
 * Measures what a proxy does when it is asked for more than it can: the {@code overload} command,
 * see docs/overload.md. Not part of the suite.
 *
 * <p>A proxy and two nodes run in a process of their own ({@link io.cashew.overload.Server}); load
 * comes from this one. Start at {@link io.cashew.overload.OverloadCommand}.
 */
@NullMarked
package io.cashew.overload;

import org.jspecify.annotations.NullMarked;
