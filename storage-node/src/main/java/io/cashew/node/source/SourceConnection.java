package io.cashew.node.source;

import io.cashew.group.SourceSettings;
import io.cashew.lifecycle.Part;

/**
 * A way to a database or a service, configured on the node under a name and shared by the groups
 * that name it. Thread-safe. It need not be in reach: its sources then fail until it is.
 */
public interface SourceConnection extends Part {
  /**
   * Makes a group's source. Does not block.
   *
   * @param maxValueBytes a larger value fails the load
   * @throws IllegalArgumentException if the settings make no sense here; the message is for people
   *     and repeats no secret
   */
  DataSource source(SourceSettings settings, long maxValueBytes);
}
