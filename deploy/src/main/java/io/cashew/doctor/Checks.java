package io.cashew.doctor;

import com.google.common.collect.ImmutableList;

/** All checks there are. {@code docs/doctor.md} has them as a table. */
public final class Checks {
  /** Those of one severity in the order in which they are told: causes before effects. */
  public static final ImmutableList<Check> ALL =
      ImmutableList.<Check>builder()
          .addAll(EtcdChecks.ALL)
          .addAll(ProxyChecks.ALL)
          .addAll(AlarmChecks.ALL)
          .addAll(NodeChecks.ALL)
          .addAll(RingChecks.ALL)
          .addAll(LoadChecks.ALL)
          .addAll(RequestChecks.ALL)
          .addAll(GroupChecks.ALL)
          .addAll(ProcessChecks.ALL)
          .build();

  private Checks() {}
}
