/**
 * What the engine promises whatever its speed: expiry, reservations, and memory that does not fall
 * to pieces. One command each.
 */
@NullMarked
package io.cashew.enginebench.behaviour;

import org.jspecify.annotations.NullMarked;
