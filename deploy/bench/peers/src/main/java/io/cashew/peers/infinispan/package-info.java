/**
 * Infinispan: a server, and a load process that asks through its Hot Rod client. Start at {@link
 * io.cashew.peers.infinispan.ServerMain}.
 */
@NullMarked
package io.cashew.peers.infinispan;

import org.jspecify.annotations.NullMarked;
