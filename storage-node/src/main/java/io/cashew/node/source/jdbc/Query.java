package io.cashew.node.source.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What a group asks its database. Immutable. */
interface Query {
  /**
   * Answers questions over a connection; blocks. Those that it leaves open when it returns have to
   * be asked each by itself; those that it leaves open when it throws have failed.
   *
   * @param running is told of each statement, so that another thread can stop it
   */
  void answer(Connection connection, List<Question> questions, Running running) throws SQLException;
}
