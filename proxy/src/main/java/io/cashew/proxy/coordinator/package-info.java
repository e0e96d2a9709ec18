/**
 * The one proxy that plans ring changes.
 *
 * <p>Any proxy can be it; etcd's election only saves work, the compare-and-put of the ring record
 * is what keeps two of them from harm. Holds no data; nothing else depends on it. Start at {@link
 * io.cashew.proxy.coordinator.Coordinator}.
 */
@NullMarked
package io.cashew.proxy.coordinator;

import org.jspecify.annotations.NullMarked;
