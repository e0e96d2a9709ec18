package io.cashew.rpc.wire;

/**
 * What the tag of a field is made of: its type, and {@link #NUMBER} times its number in the .proto
 * file. Constants, so that a {@code switch} can tell fields apart.
 */
public final class Fields {
  public static final int VARINT = 0;
  public static final int FIXED64 = 1;
  public static final int BYTES = 2;

  /** What a field's number is multiplied with. */
  public static final int NUMBER = 8;

  private Fields() {}
}
