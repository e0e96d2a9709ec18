package io.cashew.node.group;

import com.google.common.collect.ImmutableMap;
import io.cashew.group.GroupSpec;
import io.cashew.lifecycle.Part;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The groups of this node, kept in step with the cluster's.
 *
 * <p>Threads: changes on the control thread; operations read the table once and keep the group they
 * found. A group whose settings change begins anew, empty.
 */
public final class Groups implements Part {
  private static final Logger log = LoggerFactory.getLogger(Groups.class);

  private final GroupOpener opener;
  private volatile ImmutableMap<String, Group> groups = ImmutableMap.of();

  public Groups(GroupOpener opener) {
    this.opener = opener;
  }

  /** The group with a name, or null. */
  @Nullable Group named(String name) {
    return groups.get(name);
  }

  /** These are the cluster's groups from now on. A group that cannot be opened is left out. */
  public void apply(Map<String, GroupSpec> specs) {
    ImmutableMap<String, Group> before = groups;
    ImmutableMap.Builder<String, Group> next = ImmutableMap.builder();
    for (GroupSpec spec : specs.values()) {
      Group existing = before.get(spec.name());
      if (existing != null && existing.spec().equals(spec)) {
        next.put(spec.name(), existing);
      } else {
        Group opened = open(spec);
        if (opened != null) {
          next.put(spec.name(), opened);
        }
      }
    }
    groups = next.buildOrThrow();
    for (Group old : before.values()) {
      if (groups.get(old.spec().name()) != old) {
        log.info("group {} is closed", old.spec().name());
        old.close();
      }
    }
  }

  /**
   * Gives back the memory of entries that have expired and that nobody asks for, as far as that
   * takes milliseconds: to be called often.
   */
  public void reclaimExpired() {
    groups.values().forEach(Group::reclaimExpired);
  }

  private @Nullable Group open(GroupSpec spec) {
    try {
      Group opened = opener.open(spec);
      log.info("group {} is open", spec.name());
      return opened;
    } catch (RuntimeException e) {
      log.error("group {} cannot be opened and is not served: {}", spec.name(), e.getMessage(), e);
      return null;
    }
  }

  @Override
  public void close() {
    apply(ImmutableMap.of());
  }
}
