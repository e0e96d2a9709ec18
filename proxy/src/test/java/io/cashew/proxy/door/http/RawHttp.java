package io.cashew.proxy.door.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Locale;

/** A client that sends whatever it likes, and reads responses by HTTP/1.1. */
final class RawHttp {
  private final Socket socket;

  RawHttp(Socket socket) {
    this.socket = socket;
  }

  void send(String text) throws IOException {
    send(text.getBytes(ISO_8859_1));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** Throws {@link EOFException} if the connection ends instead. */
  Response read() throws IOException {
    String head = head();
    Response headOnly = new Response(Integer.parseInt(head.substring(9, 12)), head, "");
    String length = headOnly.header("content-length");
    byte[] body =
        socket.getInputStream().readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
    return new Response(headOnly.status(), head, new String(body, ISO_8859_1));
  }

  private String head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new EOFException("the connection ended after: " + head.toString(ISO_8859_1));
      }
      head.write(next);
    }
    return head.toString(ISO_8859_1);
  }

  /** Reads until the connection ends, however it ends. */
  String readToEnd() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      for (int next = socket.getInputStream().read(); next >= 0; ) {
        all.write(next);
        next = socket.getInputStream().read();
      }
    } catch (SocketTimeoutException e) {
      throw e; // it does not end
    } catch (IOException e) {
      // reset: an end as well
    }
    return all.toString(ISO_8859_1);
  }

  record Response(int status, String head, String body) {
    /** Empty if there is none. */
    String header(String name) {
      return Arrays.stream(head.split("\r\n"))
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("");
    }
  }
}
