package io.cashew.node.source.jdbc;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import java.util.concurrent.Callable;

/**
 * Servers that the tests of this JVM share, started when first asked for. They end with the JVM.
 */
final class Databases {
  private static final Supplier<Attempt> POSTGRES =
      Suppliers.memoize(() -> Attempt.at(DatabaseProcess::postgres));
  private static final Supplier<Attempt> MARIA_DB =
      Suppliers.memoize(() -> Attempt.at(DatabaseProcess::mariaDb));

  private Databases() {}

  static DatabaseProcess postgres() {
    return POSTGRES.get().result();
  }

  static DatabaseProcess mariaDb() {
    return MARIA_DB.get().result();
  }

  /** What came of the one attempt to start a server: it would fail the next time as well. */
  private record Attempt(Callable<DatabaseProcess> outcome) {
    static Attempt at(Supplier<DatabaseProcess> start) {
      try {
        DatabaseProcess started = start.get();
        return new Attempt(() -> started);
      } catch (RuntimeException | AssertionError e) {
        return new Attempt(
            () -> {
              throw e;
            });
      }
    }

    DatabaseProcess result() {
      try {
        return outcome.call();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
