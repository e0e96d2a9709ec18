package io.cashew.system;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.collect.ImmutableMap;
import io.cashew.config.HttpSection;
import io.cashew.lifecycle.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A service over HTTP that gives every key a value, and is in a mood. One request a connection. */
final class MoodyService implements Part {
  static final String NAME = "moody";

  private static final int HUGE = 100 << 20;

  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile Mood mood = Mood.WELL;
  private volatile String value = "v1";

  /** What becomes of a request. */
  enum Mood {
    WELL,
    /** Hangs up at once. */
    DOWN,
    /** Never answers. */
    HANGING,
    /** Fails. */
    FAILING,
    /** Answers with 100 MB. */
    HUGE,
    /** Begins to answer, and never ends. */
    ENDLESS,
    /** Hangs up in the middle of its answer. */
    HALF
  }

  MoodyService() {
    try {
      listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  HttpSection connection() {
    return new HttpSection(
        NAME,
        URI.create("http://127.0.0.1:" + listener.getLocalPort()),
        ImmutableMap.of(),
        HttpSection.DEFAULT_ABSENT,
        HttpSection.Reach.ALL,
        HttpSection.Expiry.OF_THE_GROUP,
        0,
        Optional.empty(),
        64,
        Duration.ofSeconds(1),
        Optional.empty());
  }

  void be(Mood other) {
    mood = other;
  }

  /** What every key's value is from now on. */
  void say(String other) {
    value = other;
  }

  /** Requests so far. */
  int requests() {
    return requests.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        sockets.add(socket);
        threads.execute(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      for (String line = in.readLine(); line != null && !line.isEmpty(); ) {
        line = in.readLine();
      }
      requests.incrementAndGet();
      answer(socket.getOutputStream());
    } catch (IOException e) {
      // the node hung up
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(socket);
    }
  }

  private void answer(OutputStream out) throws IOException, InterruptedException {
    byte[] body = value.getBytes(US_ASCII);
    switch (mood) {
      case WELL -> {
        head(out, "200 OK", "Content-Length: " + body.length);
        out.write(body);
      }
      case DOWN -> {}
      case HANGING -> over.await(1, TimeUnit.MINUTES);
      case FAILING -> head(out, "500 Broken", "Content-Length: 0");
      case HUGE -> {
        head(out, "200 OK", "Content-Length: " + HUGE);
        byte[] chunk = new byte[1 << 20];
        for (int sent = 0; sent < HUGE; sent += chunk.length) {
          out.write(chunk);
        }
      }
      case ENDLESS -> {
        head(out, "200 OK", "Transfer-Encoding: chunked");
        while (!over.await(50, TimeUnit.MILLISECONDS)) {
          out.write("1\r\nx\r\n".getBytes(US_ASCII));
          out.flush();
        }
      }
      case HALF -> {
        head(out, "200 OK", "Content-Length: " + 2 * body.length);
        out.write(body);
      }
    }
    out.flush();
  }

  private static void head(OutputStream out, String status, String header) throws IOException {
    out.write(
        ("HTTP/1.1 " + status + "\r\nConnection: close\r\n" + header + "\r\n\r\n")
            .getBytes(US_ASCII));
  }

  @Override
  public void close() {
    over.countDown();
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
