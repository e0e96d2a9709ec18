package io.cashew.node.source.jdbc;

import com.google.common.collect.ImmutableList;
import java.util.Collections;

/**
 * A group's statement as the driver wants it: each parameter becomes a question mark, or several of
 * them where it stands for several keys.
 *
 * @param pieces the SQL around the parameters; one more than there are parameters
 * @param parameters what stands between the pieces, in order; at least one
 */
record QueryTemplate(ImmutableList<String> pieces, ImmutableList<Parameter> parameters) {
  /** How a place in the statement takes the key, or the keys. */
  enum Parameter {
    /** {@code :key}, {@code :keys} */
    TEXT,
    /** {@code :key_bytes}, {@code :keys_bytes} */
    BYTES
  }

  /**
   * Reads a query for one key as people write it.
   *
   * @throws IllegalArgumentException unless it is one statement that uses the key; the message is
   *     for people
   */
  static QueryTemplate parse(String query) {
    return new QueryParser(QueryParser.Form.ONE_KEY, query).parse();
  }

  /**
   * Reads a query for several keys as people write it.
   *
   * @throws IllegalArgumentException unless it is one statement that uses the keys; the message is
   *     for people
   */
  static QueryTemplate parseBatch(String query) {
    return new QueryParser(QueryParser.Form.MANY_KEYS, query).parse();
  }

  /** The statement with a question mark per parameter and key. */
  String sql(int keys) {
    return String.join(String.join(", ", Collections.nCopies(keys, "?")), pieces);
  }

  boolean takesText() {
    return parameters.contains(Parameter.TEXT);
  }
}
