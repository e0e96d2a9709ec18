/**
 * Stand-ins for what a proxy talks to, told by the tests how to behave. Start at {@link
 * io.cashew.proxy.fake.FakeNode}.
 */
@NullMarked
package io.cashew.proxy.fake;

import org.jspecify.annotations.NullMarked;
