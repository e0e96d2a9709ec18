/**
 * What is wrong with a cluster, how that is known, and what to do about it.
 *
 * <p>A {@link io.cashew.doctor.Visit} asks everybody twice, at once and within deadlines, and keeps
 * the answers as a {@link io.cashew.doctor.Snapshot}. {@link io.cashew.doctor.Check}s are pure:
 * they look at a snapshot and at nothing else. Knows nothing of the command line. Start at {@link
 * io.cashew.doctor.Checks}, the table of them all.
 */
@NullMarked
package io.cashew.doctor;

import org.jspecify.annotations.NullMarked;
