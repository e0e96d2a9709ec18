package io.cashew.proxy.door.resp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cashew.operation.Limits;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The groups there are, as the beginnings of keys: {@code users:42} is key {@code 42} of group
 * {@code users}. A key that begins with no group's name belongs to the default group, whole.
 *
 * <p>Immutable; a change of the groups makes a new one.
 */
final class KeySpace {
  /** By the length of their names. */
  private final Name[][] names = new Name[Limits.GROUP_CHARACTERS + 1][];

  private final @Nullable String defaultGroup;
  private final boolean known;

  KeySpace(Collection<String> groups, Optional<String> defaultGroup) {
    this(groups, defaultGroup, true);
  }

  private KeySpace(Collection<String> groups, Optional<String> defaultGroup, boolean known) {
    Arrays.fill(names, new Name[0]);
    groups.forEach(this::add);
    this.defaultGroup = defaultGroup.orElse(null);
    this.known = known;
  }

  /** For as long as nobody has said which groups there are. */
  static KeySpace unknown(Optional<String> defaultGroup) {
    return new KeySpace(List.of(), defaultGroup, false);
  }

  /** Whether the groups are known: if not, nobody can tell what is of the default group. */
  boolean isKnown() {
    return known;
  }

  private void add(String group) {
    List<Name> longer = new ArrayList<>(Arrays.asList(names[group.length()]));
    longer.add(new Name(group));
    names[group.length()] = longer.toArray(new Name[0]);
  }

  /** The group of keys that name none; empty: such keys are refused. */
  Optional<String> defaultGroup() {
    return Optional.ofNullable(defaultGroup);
  }

  /** The group whose name and a colon a key begins with; null if there is none. */
  @Nullable String groupNamedBy(ByteBuf in, int start, int length) {
    int end = start + Math.min(length, Limits.GROUP_CHARACTERS + 1);
    for (int colon = start; colon < end; colon++) {
      if (in.getByte(colon) == ':') {
        return named(in, start, colon - start);
      }
    }
    return null;
  }

  private @Nullable String named(ByteBuf in, int start, int length) {
    for (Name name : names[length]) {
      if (name.isAt(in, start)) {
        return name.group;
      }
    }
    return null;
  }

  private static final class Name {
    private final String group;
    private final byte[] bytes;

    Name(String group) {
      this.group = group;
      this.bytes = group.getBytes(US_ASCII);
    }

    boolean isAt(ByteBuf in, int start) {
      for (int i = 0; i < bytes.length; i++) {
        if (in.getByte(start + i) != bytes[i]) {
          return false;
        }
      }
      return true;
    }
  }
}
