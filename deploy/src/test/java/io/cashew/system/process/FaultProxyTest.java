package io.cashew.system.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.HostAndPort;
import io.cashew.system.process.FaultProxy.Direction;
import io.cashew.time.Await;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class FaultProxyTest {
  private static final int SILENCE_MILLIS = 150;

  private final Echo echo = new Echo();
  private final FaultProxy proxy = FaultProxy.to(echo.address());

  @AfterEach
  void close() throws IOException {
    proxy.close();
    echo.close();
  }

  @Test
  void healthy_passesBytesBothWaysAndCountsThem() throws Exception {
    try (Socket client = connect()) {
      assertThat(said(client, "hello")).isEqualTo("hello");

      assertThat(proxy.passed(Direction.TO_TARGET)).isEqualTo(5);
      assertThat(proxy.passed(Direction.FROM_TARGET)).isEqualTo(5);
      assertThat(proxy.connections()).hasSize(1);
    }
    Await.until("the connection is forgotten", () -> proxy.connections().isEmpty());
  }

  @Test
  void cut_resetsWhatIsOpen_andLetsNewConnectionsThrough() throws Exception {
    try (Socket client = connect()) {
      said(client, "hello");

      proxy.cut();

      assertThatThrownBy(() -> said(client, "again")).isInstanceOf(SocketException.class);
    }
    try (Socket client = connect()) {
      assertThat(said(client, "new")).isEqualTo("new");
    }
  }

  @Test
  void refuse_lastsUntilHealed() throws Exception {
    proxy.refuse();

    assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    proxy.heal();
    try (Socket client = connect()) {
      assertThat(said(client, "back")).isEqualTo("back");
    }
  }

  @Test
  void holdToTarget_keepsRequestsBackAndDeliversThemWhenHealed() throws Exception {
    try (Socket client = connect()) {
      said(client, "hello");

      proxy.hold(Direction.TO_TARGET);
      write(client, "late");

      assertSilent(client);
      assertThat(echo.heard.get()).isLessThanOrEqualTo(5);
      proxy.heal();
      assertThat(read(client, 4)).isEqualTo("late");
    }
  }

  @Test
  void holdFromTarget_letsRequestsArriveAndKeepsAnswersBack() throws Exception {
    try (Socket client = connect()) {
      said(client, "hello");

      proxy.hold(Direction.FROM_TARGET);
      write(client, "heard");
      Await.until("the target has heard it", () -> echo.heard.get() == 10);

      assertSilent(client);
      proxy.heal();
      assertThat(read(client, 5)).isEqualTo("heard");
    }
  }

  @Test
  void hold_leavesNewConnectionsOpenAndSilent() throws Exception {
    proxy.hold();

    try (Socket client = connect()) {
      write(client, "hello");

      assertSilent(client);
      proxy.heal();
      assertThat(read(client, 5)).isEqualTo("hello");
    }
  }

  @Test
  void cut_whileHeld_losesWhatWasHeldBack() throws Exception {
    try (Socket client = connect()) {
      said(client, "hello");
      proxy.hold();
      write(client, "lost");

      proxy.cut();
      proxy.heal();

      assertThatThrownBy(() -> read(client, 4)).isInstanceOf(SocketException.class);
    }
    assertThat(echo.heard.get()).isEqualTo(5);
  }

  @Test
  void delay_holdsEveryPieceForSoLong() throws Exception {
    try (Socket client = connect()) {
      said(client, "hello");
      proxy.delay(Duration.ofMillis(100));
      long start = System.nanoTime();

      said(client, "slow");

      assertThat(Duration.ofNanos(System.nanoTime() - start)) // there and back
          .isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }
  }

  @Test
  void targetNotThere_endsTheConnection() throws Exception {
    echo.close();

    try (Socket client = connect()) {
      assertThatThrownBy(() -> said(client, "anybody?")).isInstanceOf(IOException.class);
    }
  }

  private Socket connect() throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.address().getPort());
    client.setSoTimeout(10_000);
    return client;
  }

  private static String said(Socket client, String words) throws IOException {
    write(client, words);
    return read(client, words.length());
  }

  private static void write(Socket client, String words) throws IOException {
    client.getOutputStream().write(words.getBytes(UTF_8));
  }

  private static String read(Socket client, int count) throws IOException {
    byte[] bytes = client.getInputStream().readNBytes(count);
    if (bytes.length < count) {
      throw new SocketException("ended after " + bytes.length + " bytes");
    }
    return new String(bytes, UTF_8);
  }

  private static void assertSilent(Socket client) throws IOException {
    client.setSoTimeout(SILENCE_MILLIS);
    assertThatThrownBy(() -> client.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    client.setSoTimeout(10_000);
  }

  /** Says what it hears. */
  private static final class Echo {
    private final ServerSocket listener;
    private final AtomicLong heard = new AtomicLong();
    private final Thread accepting;

    Echo() {
      try {
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      accepting = spawn(this::accept);
    }

    private void accept() throws IOException {
      while (!listener.isClosed()) {
        Socket socket = listener.accept();
        Thread unused = spawn(() -> repeat(socket));
      }
    }

    HostAndPort address() {
      return HostAndPort.fromParts("127.0.0.1", listener.getLocalPort());
    }

    private void repeat(Socket socket) throws IOException {
      try (socket) {
        byte[] buffer = new byte[1_024];
        int count;
        while ((count = socket.getInputStream().read(buffer)) >= 0) {
          heard.addAndGet(count);
          socket.getOutputStream().write(buffer, 0, count);
        }
      }
    }

    /** An accept under way may still take one in: who is told "closed" waits for it to end. */
    void close() throws IOException {
      listener.close();
      try {
        accepting.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private static Thread spawn(Talk talk) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  talk.go();
                } catch (IOException e) {
                  // over
                }
              });
      thread.setDaemon(true);
      thread.start();
      return thread;
    }

    private interface Talk {
      void go() throws IOException;
    }
  }
}
