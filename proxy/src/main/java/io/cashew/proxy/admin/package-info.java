/**
 * What people and their tools ask about the cluster: {@code cashew.v1.Admin}, on a listener of its
 * own.
 *
 * <p>Reads what the proxy knows and changes nothing. Start at {@link
 * io.cashew.proxy.admin.AdminService}.
 */
@NullMarked
package io.cashew.proxy.admin;

import org.jspecify.annotations.NullMarked;
