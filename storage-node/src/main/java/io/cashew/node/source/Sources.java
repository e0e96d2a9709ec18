package io.cashew.node.source;

import com.google.common.collect.ImmutableMap;
import io.cashew.group.SourceSettings;
import io.cashew.lifecycle.Part;
import io.cashew.lifecycle.Parts;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections that the node's configuration lists under {@code sources}, by name. Owns them:
 * closing it closes them. Thread-safe.
 */
public final class Sources implements Part {
  private static final Logger log = LoggerFactory.getLogger(Sources.class);

  private final ImmutableMap<String, SourceConnection> connections;
  private final Parts parts = new Parts();

  public Sources(ImmutableMap<String, SourceConnection> connections) {
    this.connections = connections;
    connections.values().forEach(parts::add);
  }

  /**
   * Makes a group's source. If this node cannot, because the connection or the query will not do,
   * the group still serves what was set: the source made fails every load and says why.
   */
  public DataSource open(SourceSettings settings, long maxValueBytes) {
    try {
      return opened(settings, maxValueBytes);
    } catch (IllegalArgumentException e) {
      return unusable(String.valueOf(e.getMessage()));
    }
  }

  /** Why this node could not make a group's source; empty: it could. */
  public Optional<String> refusal(SourceSettings settings, long maxValueBytes) {
    try {
      opened(settings, maxValueBytes).close();
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private DataSource opened(SourceSettings settings, long maxValueBytes) {
    SourceConnection connection = connections.get(settings.connection());
    if (connection == null) {
      throw new IllegalArgumentException(
          "this node has no source \"%s\": add it to the node's configuration under sources:"
              .formatted(settings.connection()));
    }
    try {
      return connection.source(settings, maxValueBytes);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "source \"%s\": %s".formatted(settings.connection(), e.getMessage()), e);
    }
  }

  private static DataSource unusable(String message) {
    log.warn("a group cannot load: {}", message);
    return new UnusableSource(message);
  }

  @Override
  public void close() {
    parts.close();
  }
}
