package io.cashew.proxy.door.resp;

import static io.cashew.proxy.door.resp.Commanded.command;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What connections may hold together. */
final class BudgetTest {
  private static final int MIB = 1 << 20;

  private final HeldOperations operations = new HeldOperations();
  private final RespDoor door = TestDoor.over(operations, 4 * MIB);
  private final List<TestClient> clients = new ArrayList<>();

  @AfterEach
  void allIsGivenBack() {
    clients.forEach(TestClient::close);
    assertThat(door.budget().lent()).isZero();
    assertThat(door.budget().isShort()).isFalse();
  }

  @Test
  void answersThatMayBeLarge_areAskedForAFewAtATime_andAllCome() {
    connect(20);
    clients.forEach(client -> client.send(command("GET", "k").repeat(16)));
    ByteString large = ByteString.copyFrom(new byte[MIB]);
    int answered = 0;
    while (operations.count() > 0) {
      assertThat(operations.count()).isLessThanOrEqualTo(5); // four, and the one that goes first
      operations.get(0).answer(large);
      operations.dropFirst();
      answered++;
      for (TestClient client : clients) {
        client.answers();
        client.forget();
      }
      assertThat(door.budget().lent()).isLessThanOrEqualTo(5 * MIB);
    }

    assertThat(answered).isEqualTo(20 * 16);
  }

  @Test
  void halvesOfCommands_thatFillTheMemory_areCompletedOneByOne() {
    connect(20);
    String command = command("SET", "k", "x".repeat(MIB));
    int[] sent = new int[20];
    boolean moved = true;
    while (moved) {
      moved = false;
      for (int i = 0; i < clients.size(); i++) {
        if (sent[i] < command.length() && clients.get(i).isReadFrom()) {
          int more = Math.min(50_000, command.length() - sent[i]);
          clients.get(i).send(command.substring(sent[i], sent[i] + more));
          sent[i] += more;
          moved = true;
        }
      }
      assertThat(door.budget().lent()).isLessThanOrEqualTo(4 * MIB);
      operations.answerAll();
      clients.forEach(TestClient::run);
    }

    assertThat(clients).allSatisfy(client -> assertThat(client.answers()).isEqualTo("+OK\r\n"));
  }

  @Test
  void whoWantsLittle_doesNotWaitForThoseWhoWantMuch() {
    connect(10);
    TestClient small = clients.get(9);
    for (int i = 0; i < 100; i++) { // from now on its answers are known to be small
      small.send(command("SET", "k", "v"));
      operations.answerAll();
    }
    clients.subList(0, 9).forEach(client -> client.send(command("GET", "k").repeat(16)));
    assertThat(door.budget().isShort()).isTrue();
    int before = operations.count();

    small.send(command("GET", "small").repeat(10));

    assertThat(operations.count()).isEqualTo(before + 10);
  }

  @Test
  void whoLeaves_makesRoom() {
    connect(20);
    clients.forEach(client -> client.send(command("GET", "k").repeat(16)));
    for (TestClient client : clients) {
      client.close();
      clients.forEach(TestClient::run);
    }

    assertThat(operations.count()).isGreaterThanOrEqualTo(20);
  }

  @Test
  void answersFarLargerThanThoseBefore_areNotKeptBeyondTwiceTheLimit() {
    connect(1);
    TestClient client = clients.get(0);
    for (int i = 0; i < 200; i++) {
      client.send(command("GET", "k"));
      operations.answerAll();
    }
    client.answers();
    client.forget();
    client.send(command("GET", "k").repeat(1_000));
    int asked = operations.count();
    ByteString large = ByteString.copyFrom(new byte[MIB]);
    for (int i = asked - 1; i >= 0; i--) { // the first comes last: all have to wait for it
      operations.get(i).answer(large);
      assertThat(door.budget().lent()).isLessThanOrEqualTo(10 * MIB);
    }
    operations.clear();
    String answers = client.answers();

    assertThat(asked).isGreaterThan(50);
    assertThat(answers.split("-TRYAGAIN IN_FLIGHT", -1)).hasSizeGreaterThan(asked - 12);
    client.close();
  }

  private void connect(int count) {
    for (int i = 0; i < count; i++) {
      clients.add(new TestClient(door, i));
    }
  }
}
