package io.cashew.node.source.jdbc;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;

/** Servers that the tests of this JVM share, started when first asked for. They end with the JVM. */
final class Databases {
  private static final Supplier<DatabaseProcess> POSTGRES =
      Suppliers.memoize(DatabaseProcess::postgres);
  private static final Supplier<DatabaseProcess> MARIA_DB =
      Suppliers.memoize(DatabaseProcess::mariaDb);

  private Databases() {}

  static DatabaseProcess postgres() {
    return POSTGRES.get();
  }

  static DatabaseProcess mariaDb() {
    return MARIA_DB.get();
  }
}
