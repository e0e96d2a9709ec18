/**
 * What proxies and nodes say to each other about requests: the messages of {@code link.proto},
 * written and read by hand where there are many of them.
 *
 * <p>A request is one of up to 1,024 in a message, and each would become four objects and their
 * builders on the way to bytes, and as many on the way back. Here gets, sets, hits and what they
 * carry go between operations and bytes directly; all else goes through the generated classes. The
 * bytes are the same: a test holds this against them. Values are not copied out of a message that
 * arrives, so they keep its array alive. Start at {@link io.cashew.rpc.link.LinkMethod}.
 */
@NullMarked
package io.cashew.rpc.link;

import org.jspecify.annotations.NullMarked;
