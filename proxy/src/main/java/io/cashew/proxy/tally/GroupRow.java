package io.cashew.proxy.tally;

import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.tally.Counts;

/** The requests of a group on one lane, which alone writes. */
final class GroupRow {
  private static final int RESULTS = Result.ALL.size();
  private static final Method[] METHODS = Method.values();

  private final String group;
  private final Counts counts = new Counts(METHODS.length * RESULTS);

  GroupRow(String group) {
    this.group = group;
  }

  String group() {
    return group;
  }

  /** By the lane. */
  @SuppressWarnings("EnumOrdinal") // within this process; stored nowhere
  void count(Operation operation, Reply reply) {
    counts.add(Method.of(operation).ordinal() * RESULTS + Result.indexOf(reply), 1);
  }

  /** Tells of each count that is not zero. Any thread. */
  void forEach(Visitor visitor) {
    for (int i = 0; i < counts.size(); i++) {
      long count = counts.get(i);
      if (count > 0) {
        visitor.counted(METHODS[i / RESULTS], Result.ALL.get(i % RESULTS), count);
      }
    }
  }

  interface Visitor {
    void counted(Method method, Result result, long count);
  }
}
