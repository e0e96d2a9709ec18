package io.cashew.node.source.http;

import com.google.protobuf.ByteString;
import java.net.URI;

/** A URL with places for the key. */
final class UrlTemplate {
  private static final String HEX = "0123456789ABCDEF";
  private static final String PLAIN = "-_.~";

  private final String text;
  private final String placeholder;

  UrlTemplate(String text, String placeholder) {
    this.text = text;
    this.placeholder = placeholder;
  }

  /** The URL for a key, which reaches the service byte by byte as it is. */
  URI expand(ByteString key) {
    return URI.create(text.replace(placeholder, encode(key)));
  }

  /** Percent-encodes everything that is not an unreserved character of RFC 3986. */
  private static String encode(ByteString key) {
    boolean dots = isDotSegment(key);
    StringBuilder encoded = new StringBuilder(key.size() + 16);
    for (int i = 0; i < key.size(); i++) {
      int b = key.byteAt(i) & 0xFF;
      if (isUnreserved(b) && !dots) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 0xF));
      }
    }
    return encoded.toString();
  }

  /** As a part of a path these would mean the folder itself, or the one above. */
  private static boolean isDotSegment(ByteString key) {
    String text = key.size() <= 2 ? key.toStringUtf8() : "";
    return text.equals(".") || text.equals("..");
  }

  private static boolean isUnreserved(int b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || PLAIN.indexOf(b) >= 0;
  }

  @Override
  public String toString() {
    return text;
  }
}
