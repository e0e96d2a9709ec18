package io.cashew.proxy.door.resp;

import static io.cashew.proxy.door.resp.Commanded.command;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.lifecycle.StartException;
import io.cashew.operation.Operation;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.rpc.EventLoops;
import io.cashew.time.Await;
import io.cashew.time.QuietLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The door with real connections; a value is as large as its key says. */
@Timeout(60)
final class RespDoorTest {
  private static final HostAndPort ANY_PORT = HostAndPort.fromParts("127.0.0.1", 0);
  private static final int MIB = 1 << 20;
  private static final int BUDGET = 8 * MIB;

  private final QuietLog quiet = new QuietLog(); // clients are cut
  private final EventLoops loops = EventLoops.start("test-resp", 2);
  private final RespDoor door = TestDoor.over(this::answer, BUDGET);
  private final List<Socket> clients = new ArrayList<>();

  @BeforeEach
  void listen() {
    door.listen(ANY_PORT, loops);
  }

  @AfterEach
  void close() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    Await.until("all connections have ended", () -> door.connections().isEmpty());
    assertThat(door.budget().lent()).isZero();
    door.close();
    loops.close();
    quiet.close();
  }

  @Test
  void clientsThatNeverRead_areCutSoonerOrLater_andAreInNobodysWay() throws IOException {
    Socket small = connect();
    for (int i = 0; i < 100; i++) { // from now on it is known for small answers
      assertThat(ask(small, command("GET", "10"), 10)).isEqualTo("x".repeat(10));
    }
    for (int i = 0; i < 40; i++) {
      send(connect(), command("GET", "1048576").repeat(64));
    }
    Await.until("all memory is lent", () -> door.budget().isShort());

    long start = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      assertThat(ask(small, command("GET", "10"), 10)).isEqualTo("x".repeat(10));
      assertThat(door.budget().lent()).isLessThan(2 * BUDGET);
    }
    assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);

    assertThat(ask(connect(), command("GET", "1048576"), MIB)).hasSize(MIB);
  }

  @Test
  void clientsThatAskForMuchAndRead_allGetIt() throws Exception {
    List<Thread> readers = new ArrayList<>();
    List<Integer> done = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 8; i++) {
      Socket client = connect();
      send(client, command("GET", "1048576").repeat(16));
      Thread reader =
          new Thread(
              () -> {
                for (int n = 0; n < 16; n++) {
                  done.add(read(client, MIB).length());
                }
              });
      reader.start();
      readers.add(reader);
    }
    for (Thread reader : readers) {
      reader.join();
    }

    assertThat(done).hasSize(8 * 16).allMatch(length -> length == MIB);
  }

  @Test
  void clientThatSendsNoMore_getsItsAnswersAndThenTheEnd() throws IOException {
    Socket client = connect();
    send(client, command("GET", "1000").repeat(50));
    client.shutdownOutput();
    for (int i = 0; i < 50; i++) {
      assertThat(read(client, 1000)).hasSize(1000);
    }

    assertThat(client.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void close_underLoad_ends() throws IOException {
    for (int i = 0; i < 20; i++) {
      send(connect(), command("GET", "100000").repeat(100));
    }

    long start = System.nanoTime();
    door.close();

    assertThat(System.nanoTime() - start).isLessThan(6_000_000_000L);
    Await.until("all connections have ended", () -> door.connections().isEmpty());
  }

  @Test
  void listen_whereSomebodyDoes_saysTheWayOut() {
    RespDoor second = TestDoor.over(this::answer, BUDGET);

    assertThatThrownBy(() -> second.listen(door.address(), loops))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("proxy.resp");
  }

  private void answer(Operation operation, long deadline, Consumer<? super Reply> replies) {
    int size = Integer.parseInt(operation.key().toStringUtf8());
    ByteString value = ByteString.copyFrom("x".repeat(size), ISO_8859_1);
    loops
        .timers(loops.current())
        .soon(() -> replies.accept(new Reply.Found(value, Outcome.HIT, null)));
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.address().getPort());
    socket.setSoTimeout(20_000);
    clients.add(socket);
    return socket;
  }

  private static void send(Socket to, String text) throws IOException {
    to.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  private static String ask(Socket client, String text, int size) throws IOException {
    send(client, text);
    return read(client, size);
  }

  private static String read(Socket client, int size) {
    try {
      InputStream in = client.getInputStream();
      String sign = "$" + size + "\r\n";
      assertThat(new String(in.readNBytes(sign.length()), ISO_8859_1)).isEqualTo(sign);
      String value = new String(in.readNBytes(size), ISO_8859_1);
      assertThat(in.readNBytes(2)).hasSize(2);
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
