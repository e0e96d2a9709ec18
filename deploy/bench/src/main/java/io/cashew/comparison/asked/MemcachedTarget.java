package io.cashew.comparison.asked;

import com.google.common.net.HostAndPort;
import io.cashew.comparison.load.BenchKey;
import io.cashew.comparison.load.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Stores in a memcached, to see what entries take there; asks it nothing. */
final class MemcachedTarget implements Target {
  private static final byte[] LINE_END = {'\r', '\n'};

  private final Socket socket;

  MemcachedTarget(HostAndPort address) throws IOException {
    socket = new Socket(address.getHost(), address.getPort());
  }

  @Override
  public synchronized CompletionStage<?> set(int key, byte[] value) {
    String line = "set %s 0 0 %s noreply\r\n".formatted(BenchKey.text(key), value.length);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(line.getBytes(StandardCharsets.US_ASCII));
    message.writeBytes(value);
    message.writeBytes(LINE_END);
    try {
      message.writeTo(socket.getOutputStream());
      return CompletableFuture.completedFuture(null);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletionStage<?> get(int lane, int key) {
    throw new UnsupportedOperationException("stores only");
  }

  @Override
  public Object await(int key) {
    throw new UnsupportedOperationException("stores only");
  }

  @Override
  public int awaitMany(int[] keys) {
    throw new UnsupportedOperationException("stores only");
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
