package io.cashew.node.source.http;

import io.cashew.lifecycle.Part;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that says whatever a test wants, byte by byte. Each connection has a thread; a script
 * writes the answer to each request on it.
 */
final class RawServer implements Part {
  private final ServerSocket listening;
  private final Script script;
  private final AtomicInteger open = new AtomicInteger();

  /** The heads of the requests, as they came. */
  final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

  /** How many requests each connection that has ended brought. */
  final BlockingQueue<Integer> ended = new LinkedBlockingQueue<>();

  private RawServer(ServerSocket listening, Script script) {
    this.listening = listening;
    this.script = script;
  }

  static RawServer start(Script script) throws IOException {
    RawServer server =
        new RawServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
    daemon(server::accept).start();
    return server;
  }

  int port() {
    return listening.getLocalPort();
  }

  int openConnections() {
    return open.get();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        open.incrementAndGet();
        daemon(() -> serve(socket)).start();
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    int served = 0;
    try (socket) {
      InputStream in = socket.getInputStream();
      while (true) {
        String head = head(in);
        if (head.isEmpty()) {
          return;
        }
        requests.add(head);
        served++;
        if (!script.answer(head, socket.getOutputStream())) {
          return;
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // the client has gone: what a test waits for
    } finally {
      open.decrementAndGet();
      ended.add(served);
    }
  }

  private static String head(InputStream in) throws IOException {
    List<Byte> read = new ArrayList<>();
    while (true) {
      int b = in.read();
      if (b < 0) {
        return "";
      }
      read.add((byte) b);
      int n = read.size();
      if (n >= 4 && read.get(n - 1) == '\n' && read.get(n - 3) == '\n') {
        byte[] bytes = new byte[n];
        for (int i = 0; i < n; i++) {
          bytes[i] = read.get(i);
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
      }
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "raw-server");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers one request; returns whether the connection stays open. */
  interface Script {
    boolean answer(String head, OutputStream out) throws IOException;
  }
}
