package io.cashew.proxy.door.resp;

import static com.google.common.base.Preconditions.checkArgument;

/** Short words as numbers, so that they can be looked up without a string. */
final class Words {
  private Words() {}

  /** A word of one to eight characters of ASCII. */
  static long pack(String word) {
    checkArgument(
        !word.isEmpty() && word.length() <= Long.BYTES,
        "word: %s (expected: 1 to 8 letters)",
        word);
    long packed = 0;
    for (int i = 0; i < word.length(); i++) {
      packed = packed << Byte.SIZE | word.charAt(i);
    }
    return packed;
  }
}
