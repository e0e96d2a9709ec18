package io.cashew.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.primitives.Bytes;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The little of HTTP/2 that a client needs who knows that the server speaks it. */
final class Http2Bytes {
  private static final int HEADERS = 1;
  private static final int DATA = 0;
  private static final int END_OF_BOTH = 0x5; // of the headers and the stream

  /** What a client begins with, and settings that change nothing. */
  static final byte[] PREFACE =
      Bytes.concat("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII), frame(4, 0, 0));

  private Http2Bytes() {}

  /** A request on a stream. */
  static byte[] get(int stream, String path) {
    byte[] getByHttp = {(byte) 0x82, (byte) 0x86};
    return frame(
        HEADERS, END_OF_BOTH, stream, Bytes.concat(getByHttp, indexed(4, path), indexed(1, "x")));
  }

  /** A value of a header that the static table names. */
  private static byte[] indexed(int name, String value) {
    return Bytes.concat(new byte[] {(byte) name, (byte) value.length()}, value.getBytes(US_ASCII));
  }

  private static byte[] frame(int type, int flags, int stream, byte... payload) {
    byte[] head = {
      (byte) (payload.length >> 16),
      (byte) (payload.length >> 8),
      (byte) payload.length,
      (byte) type,
      (byte) flags,
      0,
      0,
      0,
      (byte) stream
    };
    return Bytes.concat(head, payload);
  }

  /** The next data that comes, behind its stream's number. */
  static String readData(InputStream from) throws IOException {
    DataInputStream in = new DataInputStream(from);
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int unusedFlags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(length);
      if (type == DATA) {
        return stream + ": " + new String(payload, US_ASCII);
      }
    }
  }
}
