package io.cashew.node.metrics;

import java.util.HashSet;
import java.util.Set;

/**
 * What groups are called in metrics: by their names, but for those after the first {@value
 * #MAX_GROUPS}, which are told together. Confined to the thread of the scrapes.
 */
final class GroupLabels {
  static final int MAX_GROUPS = 100;
  static final String OTHER = "other";

  private final Set<String> known = new HashSet<>();

  String of(String group) {
    if (known.size() < MAX_GROUPS) {
      known.add(group);
    }
    return known.contains(group) ? group : OTHER;
  }
}
