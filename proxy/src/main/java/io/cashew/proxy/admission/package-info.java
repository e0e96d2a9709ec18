/**
 * What a proxy may have in flight, and who is refused when that is too much: docs/overload.md.
 *
 * <p>Called by the doors, which know of clients, messages and sockets; nothing here does. Start at
 * {@link io.cashew.proxy.admission.Admission}; what decides about an operation is an {@link
 * io.cashew.proxy.admission.Account}.
 */
@NullMarked
package io.cashew.proxy.admission;

import org.jspecify.annotations.NullMarked;
