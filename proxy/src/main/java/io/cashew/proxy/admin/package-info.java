/**
 * What people and their tools ask about the cluster and wish of it: {@code cashew.v1.Admin}, on a
 * listener of its own.
 *
 * <p>Reads what the proxy knows. Wishes for the ring are put into the cluster store and change
 * nothing by themselves: the coordinator finds them there. Start at {@link
 * io.cashew.proxy.admin.AdminService}.
 */
@NullMarked
package io.cashew.proxy.admin;

import org.jspecify.annotations.NullMarked;
