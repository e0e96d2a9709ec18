package io.cashew.node.source.jdbc;

import com.google.common.collect.ImmutableList;

/**
 * A group's query as the driver wants it: each parameter has become a question mark.
 *
 * @param sql the statement
 * @param parameters what stands for each question mark, in order; at least one
 */
record QueryTemplate(String sql, ImmutableList<Parameter> parameters) {
  /** How a place in the query takes the key. */
  enum Parameter {
    /** {@code :key} */
    TEXT,
    /** {@code :key_bytes} */
    BYTES
  }

  /**
   * Reads a query as people write it.
   *
   * @throws IllegalArgumentException unless it is one statement that uses the key; the message is
   *     for people
   */
  static QueryTemplate parse(String query) {
    return new QueryParser(query).parse();
  }

  boolean takesText() {
    return parameters.contains(Parameter.TEXT);
  }
}
