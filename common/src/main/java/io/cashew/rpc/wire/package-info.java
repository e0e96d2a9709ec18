/**
 * Messages that are mostly a list, written and read by hand, and what such codecs share. Knows
 * nothing of what the items are.
 */
@NullMarked
package io.cashew.rpc.wire;

import org.jspecify.annotations.NullMarked;
