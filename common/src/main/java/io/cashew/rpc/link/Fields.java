package io.cashew.rpc.link;

/**
 * What the tag of a field is made of: its type, and {@link #NUMBER} times its number in the .proto
 * file. Constants, so that a {@code switch} can tell fields apart.
 */
final class Fields {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;

  /** What a field's number is multiplied with. */
  static final int NUMBER = 8;

  private Fields() {}
}
