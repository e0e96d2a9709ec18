/**
 * What share of recorded requests a cache would answer, by policy and size, as numbers and as a
 * picture.
 *
 * <p>Called by {@code cashew bench trace}; replays with {@link io.cashew.node.store.trace}, so with
 * the very policies that nodes run. Needs no cluster. Start at {@link
 * io.cashew.bench.trace.TraceBench}.
 */
@NullMarked
package io.cashew.bench.trace;

import org.jspecify.annotations.NullMarked;
