package io.cashew.group;

import static com.google.common.base.Preconditions.checkNotNull;

import io.cashew.operation.Limits;

/** A group: its name and its settings. */
public record GroupSpec(String name, GroupSettings settings) {
  public GroupSpec {
    Limits.checkGroup(name);
    checkNotNull(settings, "settings");
  }
}
