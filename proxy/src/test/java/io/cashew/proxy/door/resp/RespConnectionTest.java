package io.cashew.proxy.door.resp;

import static io.cashew.proxy.door.resp.Commanded.command;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.time.QuietLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RespConnectionTest {
  private final HeldOperations operations = new HeldOperations();
  private final RespDoor door = TestDoor.over(operations, TestDoor.MUCH);
  private final TestClient client = new TestClient(door, 1);

  @AfterEach
  void nothingIsLeft() {
    client.close();
    assertThat(door.budget().lent()).isZero();
    assertThat(door.budget().isShort()).isFalse();
    assertThat(door.connections()).isEmpty();
  }

  @Test
  void pipeline_repliesInAnyOrder_isAnsweredInItsOwn() {
    client.send(
        command("GET", "a") + command("PING") + command("GET", "b") + command("NONE") + get("c"));

    operations.get(2).answer();
    operations.get(1).answer();
    assertThat(client.answers()).isEmpty();
    operations.get(0).answer();

    assertThat(client.answers())
        .isEqualTo(
            bulk("a") + "+PONG\r\n" + bulk("b") + "-ERR unknown command 'NONE'\r\n" + bulk("c"));
  }

  @Test
  void commandsBeyondTheRoom_areExecutedAndAnsweredAsSoonAsThereIs() {
    int many = 6_000;
    client.send(IntStream.range(0, many).mapToObj(i -> get("k" + i)).collect(joining()));
    client.send(command("PING")); // needs no operation, and nothing else wakes the connection

    assertThat(operations.count()).isLessThan(many);
    assertThat(client.isReadFrom()).isFalse();
    int most = 0;
    while (operations.count() > 0) {
      most = Math.max(most, operations.count());
      operations.answerAll();
      client.run();
    }

    assertThat(client.answers())
        .isEqualTo(
            IntStream.range(0, many).mapToObj(i -> bulk("k" + i)).collect(joining()) + "+PONG\r\n");
    assertThat(most).isBetween(1_000, RespConnection.MAX_WAITING);
    assertThat(client.isReadFrom()).isTrue();
  }

  @Test
  void exactlyAsManyAsThereIsRoomFor_thenAPing_isAnswered() {
    client.send(get("a"));
    int room = 0;
    while (operations.count() == ++room && client.isReadFrom()) {
      client.send(get("a"));
    }
    client.send(command("PING"));

    operations.answerAll();
    client.run();
    operations.answerAll();

    assertThat(client.answers()).endsWith("+PONG\r\n");
  }

  @Test
  void aByteAtATime_isTheSame() {
    String text = command("GET", "a") + command("SET", "b", "\r\n") + command("PING");
    for (int i = 0; i < text.length(); i++) {
      client.send(text.substring(i, i + 1));
    }
    operations.answerAll();

    assertThat(client.answers()).isEqualTo(bulk("a") + "+OK\r\n+PONG\r\n");
  }

  @Test
  void helloAndReset_changeTheAnswersBehindThemOnly() {
    client.send(get("a") + command("HELLO", "3") + get("b") + command("RESET") + get("c"));
    client.send(command("CLIENT", "INFO"));
    for (int i = 2; i >= 0; i--) {
      operations.get(i).absent();
    }

    assertThat(client.answers())
        .startsWith("$-1\r\n%7\r\n$6\r\nserver\r\n")
        .contains("_\r\n+RESET\r\n$-1\r\n")
        .contains(" resp=2 ");
  }

  @Test
  void helloWithoutAVersion_keepsTheOneAskedForJustBefore() {
    client.send(get("a") + command("HELLO", "3") + command("HELLO") + get("b"));
    operations.get(1).absent();
    operations.get(0).absent();

    assertThat(client.answers()).endsWith("_\r\n").doesNotContain("*14");
  }

  @Test
  void clientThatSendsNoMore_getsItsAnswersAndIsLeft() {
    client.send(get("a") + get("b") + "*2\r\n$3\r\nGE");
    client.endInput();

    assertThat(client.isOpen()).isTrue();
    operations.answerAll();

    assertThat(client.answers()).isEqualTo(bulk("a") + bulk("b"));
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void clientThatSendsNoMore_butMoreThanThereIsRoomFor_getsAllAnswers() {
    client.send(get("a").repeat(1_000));
    client.endInput();
    while (operations.count() > 0) {
      operations.answerAll();
      client.run();
    }

    assertThat(client.answers()).isEqualTo(bulk("a").repeat(1_000));
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void clientThatLeavesUnanswered_leavesNothing() {
    client.send(get("a").repeat(100) + "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$100000\r\nabc");

    client.close();
    operations.answerAll();

    assertThat(client.answers()).isEmpty();
  }

  @Test
  void whatIsNoRequest_isRefusedAfterTheAnswersBefore_andEndsTheConnection() {
    client.send(get("a") + "GET / HTTP/1.1\r\n\r\n" + get("b"));
    assertThat(client.isOpen()).isTrue();
    operations.answerAll();

    assertThat(client.answers())
        .startsWith(bulk("a") + "-ERR Protocol error: ")
        .contains("inline commands are not supported");
    assertThat(client.isOpen()).isFalse();
    assertThat(operations.count()).isZero();
  }

  @Test
  void quit_isTheLastThatIsExecuted() {
    client.send(get("a") + command("QUIT") + get("b"));
    client.send(get("c"));
    assertThat(operations.keys()).isEqualTo("a");
    operations.answerAll();

    assertThat(client.answers()).isEqualTo(bulk("a") + "+OK\r\n");
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void defect_isAnsweredInItsPlace() {
    QuietLog quiet = new QuietLog();
    client.send(get("defect") + command("MGET", "a", "defect") + command("PING"));
    quiet.close();
    operations.answerAll();

    assertThat(client.answers()).matches("(-ERR INTERNAL [^\\r]*\\r\\n){2}\\+PONG\\r\\n");
  }

  @Test
  void reply_toldTwice_countsOnce() {
    client.send(command("MGET", "a", "b") + get("c"));
    operations.get(0).answer();
    operations.get(0).answer();
    assertThat(client.answers()).isEmpty();
    operations.get(1).answer();
    operations.get(2).answer();
    operations.get(2).absent();

    assertThat(client.answers()).isEqualTo("*2\r\n" + bulk("a") + bulk("b") + bulk("c"));
  }

  @Test
  void commandOfTooManyKeys_isRefused_andTheConnectionGoesOn() {
    for (int keys : new int[] {1_001, 2_500, 20_000}) {
      String[] many = new String[keys + 1];
      Arrays.fill(many, "k");
      many[0] = "MGET";
      client.send(command(many));
    }
    client.send(command("PING"));

    assertThat(client.answers()).matches("(-ERR BATCH_TOO_LARGE [^\\r]*\\r\\n){3}\\+PONG\\r\\n");
    assertThat(operations.count()).isZero();
  }

  @Test
  void commandOfTooManyBytes_isRefused_andNothingOfItIsExecuted() {
    List<String> sets = new ArrayList<>(List.of("MSET"));
    for (int i = 0; i < 9; i++) {
      sets.add("k" + i);
      sets.add("x".repeat(1_000_000));
    }
    client.send(command(sets.toArray(String[]::new)));
    client.send(command("PING"));

    assertThat(client.answers()).matches("-ERR BATCH_TOO_LARGE [^\\r]*\\r\\n\\+PONG\\r\\n");
    assertThat(operations.count()).isZero();
  }

  @Test
  void mget_ofMoreThanAnAnswerMayHave_isRefused() {
    String[] keys = new String[20];
    Arrays.fill(keys, "k");
    keys[0] = "MGET";
    client.send(command(keys));
    ByteString large = ByteString.copyFrom(new byte[1 << 20]);
    for (int i = 0; i < 19; i++) {
      operations.get(i).answer(large);
    }

    assertThat(client.answers()).startsWith("-ERR BATCH_TOO_LARGE ");
  }

  @Test
  void mgetOfManySmallValues_isPipelinedAsGetsAre() {
    String[] keys = new String[101];
    Arrays.fill(keys, "k");
    keys[0] = "MGET";
    client.send(command(keys));
    for (int i = 0; i < 50; i++) {
      operations.answerAll();
      client.send(command(keys));
    }
    operations.answerAll();
    client.send(command(keys).repeat(40));

    assertThat(operations.count()).isEqualTo(40 * 100);
  }

  @Test
  void dbsize_isAnsweredInItsPlace_andItsFailureIsAnError() {
    client.send(command("DBSIZE") + command("FLUSHDB") + command("PING"));

    assertThat(client.answers())
        .isEqualTo(":42\r\n-TRYAGAIN not all nodes answered: not now\r\n+PONG\r\n");
  }

  @Test
  void oneMoreClientThanMayBe_isTurnedAway() {
    RespDoor small = TestDoor.over(operations, TestDoor.MUCH, 1);
    try (TestClient first = new TestClient(small, 1)) {
      try (TestClient second = new TestClient(small, 2)) {
        assertThat(second.answers()).isEqualTo("-ERR max number of clients reached\r\n");
        assertThat(second.isOpen()).isFalse();
      }
      first.send(command("PING"));
      assertThat(first.answers()).isEqualTo("+PONG\r\n");
    }
    try (TestClient third = new TestClient(small, 3)) {
      third.send(command("PING"));
      assertThat(third.answers()).isEqualTo("+PONG\r\n");
    }
  }

  @Test
  void nameThatIsNoText_isAnUnknownCommand() {
    client.send(command("\u0000GET", "a") + command("\u00ff\u00fe") + command("x".repeat(100_000)));

    assertThat(client.answers()).matches("(?s)(-ERR unknown command '[^\\r]*'\\r\\n){3}");
  }

  private static String get(String key) {
    return command("GET", key);
  }

  private static String bulk(String value) {
    return "$" + value.length() + "\r\n" + value + "\r\n";
  }
}
