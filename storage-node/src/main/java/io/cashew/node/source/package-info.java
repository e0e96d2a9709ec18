/**
 * Where a group's values come from: the interface that loads call, and the node's connections.
 *
 * <p>Loads hold one {@link io.cashew.node.source.DataSource} per group and ask it for one key at a
 * time; {@link io.cashew.node.source.Sources} makes it from the group's settings. Each kind of
 * source has a package of its own below this one, which nothing but the wiring of the node imports.
 * Nothing here knows the ring, gRPC or memory. Start at {@link io.cashew.node.source.DataSource}.
 */
@NullMarked
package io.cashew.node.source;

import org.jspecify.annotations.NullMarked;
