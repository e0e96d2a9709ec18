/**
 * Plug-ins as sources: code of users, in jars of its own.
 *
 * <p>A plug-in has a class loader of its own, which sees the JDK and {@code io.cashew.source} and
 * nothing else, so that its libraries clash neither with the node's nor with another plug-in's. It
 * is asked on threads of its own, so that one that blocks or throws costs its callers alone. It is
 * no sandbox: a plug-in can do whatever the node's process can.
 *
 * <p>Called through {@link io.cashew.node.source.DataSource}. Start at {@link
 * io.cashew.node.source.plugin.PluginConnection}.
 */
@NullMarked
package io.cashew.node.source.plugin;

import org.jspecify.annotations.NullMarked;
