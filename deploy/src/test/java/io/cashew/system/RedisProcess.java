package io.cashew.system;

import com.google.common.net.HostAndPort;
import io.cashew.etcd.FreePort;
import io.cashew.lifecycle.Part;
import io.cashew.time.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;

/** A redis-server that keeps nothing on disk. */
final class RedisProcess implements Part {
  private final int port = FreePort.next();
  private final Process process;

  RedisProcess() {
    try {
      process =
          new ProcessBuilder(
                  "redis-server",
                  "--port",
                  Integer.toString(port),
                  "--bind",
                  "127.0.0.1",
                  "--save",
                  "",
                  "--appendonly",
                  "no")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Await.until("redis-server answers", this::listens);
  }

  HostAndPort address() {
    return HostAndPort.fromParts("127.0.0.1", port);
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
