/**
 * What memory the engine takes of the system and of the collector: measured from outside, in
 * processes that do nothing else. Start at {@link io.cashew.enginebench.memory.MemoryCommand} and
 * {@link io.cashew.enginebench.memory.GcCommand}; {@link io.cashew.enginebench.memory.Subject} is
 * what runs inside.
 */
@NullMarked
package io.cashew.enginebench.memory;

import org.jspecify.annotations.NullMarked;
