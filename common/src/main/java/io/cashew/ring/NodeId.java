package io.cashew.ring;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.regex.Pattern;

/** A storage node's name, for as long as it keeps its place in the ring; restarts included. */
public record NodeId(String value) implements Comparable<NodeId> {
  private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9._-]{1,64}");

  public NodeId {
    checkArgument(
        FORM.matcher(value).matches(),
        "node id: \"%s\" (expected: 1 to 64 characters of a-z, A-Z, 0-9, '.', '_', '-')",
        value);
  }

  @Override
  public int compareTo(NodeId other) {
    return value.compareTo(other.value);
  }

  /** The bare name. */
  @Override
  public String toString() {
    return value;
  }
}
