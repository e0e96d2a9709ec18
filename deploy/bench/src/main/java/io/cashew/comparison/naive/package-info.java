/**
 * What a first version of a cache proxy looks like: unary calls in, unary calls out, everything as
 * gRPC comes. To be measured beside ours; speaks {@code cashew.v1.Cache}, so that one driver asks
 * both.
 *
 * <p>Nothing in it is made slow on purpose: start at {@link
 * io.cashew.comparison.naive.NaiveForwarder}.
 */
@NullMarked
package io.cashew.comparison.naive;

import org.jspecify.annotations.NullMarked;
