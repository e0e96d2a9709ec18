package io.cashew.node.source.file;

import com.google.protobuf.ByteString;
import java.util.Optional;

/** Keys as names of files. */
final class FileNames {
  /** What file systems allow. */
  private static final int MAX_LENGTH = 255;

  private static final String PLAIN = "-_.~";
  private static final String HEX = "0123456789ABCDEF";

  private FileNames() {}

  /** The name of a key's file; empty if it would be too long, so that there can be no such file. */
  static Optional<String> of(ByteString key) {
    StringBuilder name = new StringBuilder(key.size());
    for (int i = 0; i < key.size(); i++) {
      int b = key.byteAt(i) & 0xFF;
      if (isPlain(b) && !(i == 0 && b == '.')) {
        name.append((char) b);
      } else {
        name.append('%').append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 0xF));
      }
    }
    return name.length() <= MAX_LENGTH ? Optional.of(name.toString()) : Optional.empty();
  }

  private static boolean isPlain(int b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || PLAIN.indexOf(b) >= 0;
  }
}
