/**
 * What a group is: its name and settings, the same for all nodes.
 *
 * <p>Values only; kept in the cluster store, read from configuration. Knows nothing of how nodes
 * hold a group.
 */
@NullMarked
package io.cashew.group;

import org.jspecify.annotations.NullMarked;
