package io.cashew.cli;

import com.google.protobuf.ByteString;
import java.util.Base64;
import picocli.CommandLine.Option;

/** How keys and values are written: as UTF-8, or so that they may be any bytes. */
final class BytesOptions {
  @Option(
      names = "--base64",
      description = "Keys and values are given in base64. Default: as they are, in UTF-8.")
  private boolean base64;

  ByteString read(String text) {
    if (!base64) {
      return ByteString.copyFromUtf8(text);
    }
    try {
      return ByteString.copyFrom(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "\"%s\" is no base64 (expected: as base64 writes it)".formatted(text));
    }
  }
}
