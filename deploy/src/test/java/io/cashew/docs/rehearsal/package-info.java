/**
 * Does what a page of the documentation says, and compares what comes of it with what the page
 * shows. {@link io.cashew.docs.rehearsal.Page} says how a page is marked, and {@link
 * io.cashew.docs.rehearsal.Likeness} what may differ.
 *
 * <p>Needs nothing but the JDK, so that {@code deploy/tutorial/run} compiles it in a moment. Start
 * at {@link io.cashew.docs.rehearsal.Rehearsal}.
 */
@NullMarked
package io.cashew.docs.rehearsal;

import org.jspecify.annotations.NullMarked;
