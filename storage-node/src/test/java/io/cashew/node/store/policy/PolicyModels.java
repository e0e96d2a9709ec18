package io.cashew.node.store.policy;

import io.cashew.group.PolicySettings;
import io.cashew.node.store.policy.QueueModel.PolicyModelKind;
import java.util.function.IntPredicate;

/** Makes the model of any policy. */
public final class PolicyModels {
  private PolicyModels() {}

  /**
   * The textbook's.
   *
   * @param gone says of a key whether the policy has let it go, where the textbook leaves it open
   */
  public static PolicyModel of(PolicySettings settings, IntPredicate gone) {
    return switch (settings.name()) {
      case SLRU -> told(gone);
      case SLRU_PLAIN -> new SlruModel(settings.parameter("protected"));
      case LRU -> new QueueModel(PolicyModelKind.LRU);
      case FIFO -> new QueueModel(PolicyModelKind.FIFO);
      case LFU -> new LfuModel();
      case LRU_K -> new LruKModel(settings.parameter("k"));
      case TWO_Q -> new TwoQModel(settings.parameter("in"), settings.parameter("out"));
      case S3FIFO -> new S3FifoModel(settings.parameter("small"));
      case SIEVE -> new QueueModel(PolicyModelKind.SIEVE);
      case GDSF -> new GdsfModel(gone);
    };
  }

  /** One that knows no order. */
  public static PolicyModel told(IntPredicate gone) {
    return new ToldModel(gone);
  }
}
