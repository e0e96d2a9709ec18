package io.cashew.enginebench.memory;

import io.cashew.enginebench.workload.RequestKey;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Scanner;
import java.util.concurrent.locks.LockSupport;

/** A memcached of our own, on a free port of this machine alone. */
final class Memcached implements Fill {
  private static final int VALUE_BYTES = 100;
  private static final int ATTEMPTS = 500;

  private final Process process;
  private final int port;

  private Memcached(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** The program, if it is installed. */
  static Optional<Path> find() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .map(directory -> Path.of(directory, "memcached"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Memcached start(Path program, int megabytes) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    List<String> command =
        new ArrayList<>(List.of(program.toString(), "-l", "127.0.0.1", "-U", "0", "-t", "2"));
    command.addAll(List.of("-p", String.valueOf(port), "-m", String.valueOf(megabytes)));
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("-u", "nobody")); // it refuses to be root
    }
    return new Memcached(new ProcessBuilder(command).inheritIO().start(), port);
  }

  @Override
  public long fill(int entries) throws IOException {
    try (Socket socket = connect();
        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16)) {
      byte[] value = "x".repeat(VALUE_BYTES).getBytes(StandardCharsets.US_ASCII);
      for (int number = 0; number < entries; number++) {
        String line =
            "set %s 0 %s %s noreply\r\n".formatted(key(number), 3600 + number % 3600, VALUE_BYTES);
        out.write(line.getBytes(StandardCharsets.US_ASCII));
        out.write(value);
        out.write('\r');
        out.write('\n');
      }
      out.write("stats\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return items(new Scanner(new BufferedInputStream(socket.getInputStream()), "US-ASCII"));
    }
  }

  /** Keys of the same length as everywhere; they have to be printable here. */
  private static String key(int number) {
    byte[] half =
        RequestKey.numbered(number).bytes().substring(0, RequestKey.BYTES / 2).toByteArray();
    return HexFormat.of().formatHex(half);
  }

  private static long items(Scanner answer) {
    while (answer.hasNextLine()) {
      String line = answer.nextLine();
      if (line.startsWith("STAT curr_items ")) {
        return Long.parseLong(line.substring("STAT curr_items ".length()));
      }
      if (line.equals("END")) {
        break;
      }
    }
    throw new IllegalStateException("memcached does not say how many items it has");
  }

  private Socket connect() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return new Socket(InetAddress.getLoopbackAddress(), port);
      } catch (IOException e) {
        if (attempt == ATTEMPTS || !process.isAlive()) {
          throw e;
        }
        LockSupport.parkNanos(10_000_000);
      }
    }
  }

  @Override
  public long rss() throws IOException {
    return Rss.of(process.pid());
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
