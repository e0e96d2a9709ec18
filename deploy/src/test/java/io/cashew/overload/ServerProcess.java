package io.cashew.overload;

import com.google.common.base.Splitter;
import com.google.common.net.HostAndPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link Server} in a JVM of its own. Closing ends it. */
final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader lines;
  private final HostAndPort grpc;
  private final HostAndPort resp;

  /**
   * Starts it.
   *
   * @param heap such as 512m
   * @param cpus that it may use, such as 0 or 0-3; empty: all
   */
  ServerProcess(String heap, String cpus) {
    List<String> command = new ArrayList<>();
    if (!cpus.isEmpty()) {
      command.addAll(List.of("taskset", "-c", cpus));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + heap,
            "-XX:MaxDirectMemorySize=2g", // with the nodes' entries; Netty's own limit is below
            "-Dio.netty.maxDirectMemory=" + (512 << 20),
            "-XX:+ExitOnOutOfMemoryError",
            "-Dcashew.log=WARN",
            "-cp",
            System.getProperty("java.class.path"),
            Server.class.getName()));
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String line = line();
      while (!line.startsWith(Server.ADDRESSES)) {
        line = line();
      }
      List<String> addresses =
          Splitter.on(' ').splitToList(line.substring(Server.ADDRESSES.length()));
      grpc = HostAndPort.fromString(addresses.get(0));
      resp = HostAndPort.fromString(addresses.get(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HostAndPort grpc() {
    return grpc;
  }

  HostAndPort resp() {
    return resp;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What it uses, after a collection. */
  String describe() {
    try {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
      String line = line();
      while (!line.startsWith(Server.DESCRIPTION)) {
        line = line(); // it logs, too
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException("the server has ended", e);
    }
  }

  private String line() throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw new IOException("the server has ended");
    }
    return line;
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
