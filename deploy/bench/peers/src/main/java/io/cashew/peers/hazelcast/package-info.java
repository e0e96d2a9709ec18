/**
 * Hazelcast: a member, and a load process that asks through its client. Start at {@link
 * io.cashew.peers.hazelcast.Member}.
 */
@NullMarked
package io.cashew.peers.hazelcast;

import org.jspecify.annotations.NullMarked;
