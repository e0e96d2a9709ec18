package io.cashew.node.store;

import io.cashew.group.PolicySettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A store and a plain model of it are told the same and must answer the same, step by step.
 *
 * <p>How many operations for all policies together, and from which seed on: system properties
 * {@code cashew.model.operations} and {@code cashew.model.seed}. A run that fails names its seed.
 */
final class StoreModelTest {
  private static final long OPERATIONS = Long.getLong("cashew.model.operations", 10_000_000);
  private static final long SEED = Long.getLong("cashew.model.seed", 20_261_121);
  private static final long OPERATIONS_PER_RUN = 200_000; // then other sizes and another seed

  @ParameterizedTest
  @EnumSource
  void store_afterEveryOperation_agreesWithModel(PolicySettings.Name policy) {
    long operations = OPERATIONS / PolicySettings.Name.values().length;
    long seed = SEED;
    for (long done = 0; done < operations; done += OPERATIONS_PER_RUN) {
      new ModelRun(PolicySettings.of(policy), seed)
          .run(Math.min(OPERATIONS_PER_RUN, operations - done));
      seed++;
    }
  }
}
