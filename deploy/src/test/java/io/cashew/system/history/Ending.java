package io.cashew.system.history;

import io.cashew.operation.Outcome;
import io.cashew.status.Reason;

/** How an operation ended, as its client saw it. */
public sealed interface Ending {
  /** A get brought a value. */
  record Found(Outcome outcome) implements Ending {}

  /** A get was told that there is no such key. */
  record Absent() implements Ending {}

  /** A set or delete was acknowledged. */
  record Done() implements Ending {}

  /** It failed with a status. */
  record Failed(Reason reason) implements Ending {}

  /** An answer that no cache should give. */
  record Nonsense(String what) implements Ending {}

  /** Nobody answered while anybody listened. */
  record Unanswered() implements Ending {}
}
