package io.cashew.system;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.net.HostAndPort;
import io.cashew.lifecycle.Part;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection to this machine that speaks RESP2, and tells answers as text. One character is one
 * byte.
 */
final class RespSocket implements Part {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;

  private RespSocket(Socket socket, InputStream in) {
    this.socket = socket;
    this.in = in;
  }

  static RespSocket connect(HostAndPort address) {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      return new RespSocket(socket, new BufferedInputStream(socket.getInputStream(), 1 << 16));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One command's answer. */
  String ask(String... command) {
    return ask(List.of(List.of(command))).get(0);
  }

  /** Their answers, all asked at once. */
  List<String> ask(List<List<String>> commands) {
    commands.forEach(this::write);
    List<String> answers = new ArrayList<>();
    commands.forEach(unused -> answers.add(read()));
    return answers;
  }

  /** Asks and does not wait. */
  void write(List<String> command) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(("*" + command.size() + "\r\n").getBytes(ISO_8859_1));
    for (String argument : command) {
      bytes.writeBytes(("$" + argument.length() + "\r\n" + argument + "\r\n").getBytes(ISO_8859_1));
    }
    try {
      bytes.writeTo(socket.getOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code "value"}, {@code :1}, {@code nil}, {@code +OK}, {@code -ERR why}, {@code [a, b]}. */
  String read() {
    try {
      String line = line();
      char sign = line.charAt(0);
      if (sign == '$') {
        int length = Integer.parseInt(line.substring(1));
        return length < 0 ? "nil" : '"' + bulk(length) + '"';
      }
      if (sign != '*') {
        return line;
      }
      int count = Integer.parseInt(line.substring(1));
      List<String> elements = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        elements.add(read());
      }
      return count < 0 ? "nil" : elements.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\r'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection has ended");
      }
      line.append((char) next);
    }
    in.read();
    return line.toString();
  }

  private String bulk(int length) throws IOException {
    byte[] bytes = in.readNBytes(length + 2);
    return new String(bytes, 0, length, ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
