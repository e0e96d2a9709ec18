package io.cashew.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.operation.Condition;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Outcome;
import io.cashew.operation.Ttl;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(20)
final class CashewClientTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  private final FakeProxy proxy = FakeProxy.start();
  private final List<AutoCloseable> opened = new ArrayList<>(List.of(proxy));

  @AfterEach
  void closeAll() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  @Test
  void get_ofAKeyThereIs_findsItsBytes() {
    ByteString key = ByteString.copyFrom(new byte[] {0, (byte) 0xFF, ' ', '/', '.', '.'});
    ByteString value = ByteString.copyFrom(new byte[] {1, 0, (byte) 0x80});
    proxy.cache().put("scores", key, value);
    CashewClient client = client(proxy.address());

    Answer answer = client.get("scores", key).join();

    assertThat(answer).isEqualTo(new Answer.Found(value, Outcome.HIT, Optional.empty()));
  }

  @Test
  void get_ofAKeyThereIsNot_isAbsent() {
    proxy.cache().group("scores");

    assertThat(client(proxy.address()).get("scores", "Nobody").join())
        .isEqualTo(new Answer.Absent(Optional.of(Outcome.NEGATIVE), Optional.empty()));
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void get_thatFails_carriesReasonAndText(Reason reason) {
    proxy.cache().failWith(reason, "what happened");

    CashewException failure = failureOf(client(proxy.address()).get("scores", "Tom"));

    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure).hasMessage("what happened");
  }

  @Test
  void set_thenGet_isRead() {
    proxy.cache().group("scores");
    CashewClient client = client(proxy.address());

    long version = client.set("scores", "Tom", "631").join();

    assertThat(version).isEqualTo(1);
    assertThat(client.get("scores", "Tom").join())
        .isInstanceOfSatisfying(
            Answer.Found.class, found -> assertThat(found.text()).isEqualTo("631"));
    assertThat(proxy.cache().requests()).containsExactly("set ttl=0", "get");
  }

  @Test
  void set_withTimeToLive_sendsMilliseconds() {
    proxy.cache().group("scores");

    client(proxy.address()).set("scores", "Tom", "631", Duration.ofSeconds(10)).join();

    assertThat(proxy.cache().requests()).containsExactly("set ttl=10000");
  }

  @Test
  void delete_tellsWhetherItExisted() {
    proxy.cache().put("scores", "Tom", "630");
    CashewClient client = client(proxy.address());

    assertThat(client.delete("scores", "Tom").join()).isTrue();
    assertThat(client.delete("scores", "Tom").join()).isFalse();
  }

  @Test
  void touch_tellsWhetherItExisted() {
    proxy.cache().put("scores", "Tom", "630");
    CashewClient client = client(proxy.address());

    assertThat(client.touch("scores", "Tom", Duration.ofMillis(5)).join()).isTrue();
    assertThat(client.touch("scores", "Sam", Duration.ofMillis(5)).join()).isFalse();
    assertThat(proxy.cache().requests()).containsExactly("touch ttl=5", "touch ttl=5");
  }

  @Test
  void get_fromMemoryOnly_asksForThatAndIsAbsentWithoutALoad() {
    proxy.cache().group("scores");

    Answer answer =
        client(proxy.address()).get("scores", text("Tom"), Want.DETAIL, Reach.PEEK).join();

    assertThat(answer)
        .isEqualTo(
            new Answer.Absent(Optional.of(Outcome.NOT_LOADED), Optional.of(FakeCache.DETAIL)));
    assertThat(proxy.cache().requests()).containsExactly("get without value, peek");
  }

  @Test
  void set_withACondition_tellsWhatIsThereIfItIsNotMet() {
    proxy.cache().group("scores");
    CashewClient client = client(proxy.address());

    SetAnswer first = setIfAbsent(client, "630");
    SetAnswer second = setIfAbsent(client, "631");

    assertThat(first).isEqualTo(new SetAnswer.Stored(1, Optional.empty()));
    assertThat(second).isEqualTo(new SetAnswer.NotStored(1, Optional.of(text("630"))));
    assertThat(proxy.cache().valueOf("scores", "Tom")).isEqualTo("630");
  }

  @Test
  void set_withACondition_failsAsOthersDo() {
    proxy.cache().group("scores").breakKey("Tom", Reason.OWNER_SLOW, "what happened");
    CashewClient client = client(proxy.address());

    CashewException failure =
        failureOf(
            client.set(
                "scores", text("Tom"), text("1"), Ttl.GROUP, Condition.IF_ABSENT, Bring.NOTHING));

    assertThat(failure.reason()).isEqualTo(Reason.OWNER_SLOW);
    assertThat(failure).hasMessage("what happened");
  }

  @Test
  void setMany_hasOneResultPerKeyInOrder() {
    proxy.cache().put("scores", "Tom", "630").breakKey("Jack", Reason.OWNER_UNREACHABLE, "no node");
    Map<ByteString, ByteString> values = new LinkedHashMap<>();
    List.of("Sam", "Tom", "Jack").forEach(name -> values.put(text(name), text("1")));

    var results =
        client(proxy.address())
            .setMany("scores", values, Ttl.ofMillis(5), Condition.IF_ABSENT)
            .join();

    assertThat(results)
        .containsExactly(
            Map.entry(text("Sam"), new SetAnswer.Stored(1, Optional.empty())),
            Map.entry(text("Tom"), new SetAnswer.NotStored(1, Optional.empty())),
            Map.entry(text("Jack"), new Result.Failed(Reason.OWNER_UNREACHABLE, "no node")));
    assertThat(proxy.cache().requests()).containsOnly("set ttl=5");
  }

  @Test
  void setMany_ofMoreThanABatchTakes_isRefusedUnsent() {
    Map<ByteString, ByteString> values = new LinkedHashMap<>();
    ByteString mebibyte = ByteString.copyFrom(new byte[1 << 20]);
    IntStream.range(0, 9).forEach(i -> values.put(text("k" + i), mebibyte));

    CashewException failure =
        failureOf(client(proxy.address()).setMany("scores", values, Ttl.GROUP, Condition.ALWAYS));

    assertThat(failure.reason()).isEqualTo(Reason.BATCH_TOO_LARGE);
    assertThat(proxy.cache().requests()).isEmpty();
  }

  @Test
  void deleteMany_hasOneResultPerKeyInOrder() {
    proxy.cache().put("scores", "Tom", "630").breakKey("Jack", Reason.OWNER_SLOW, "slow");

    var results =
        client(proxy.address())
            .deleteMany("scores", List.of(text("Sam"), text("Tom"), text("Jack")))
            .join();

    assertThat(results)
        .containsExactly(
            Map.entry(text("Sam"), new Deleted(false, Optional.empty())),
            Map.entry(text("Tom"), new Deleted(true, Optional.empty())),
            Map.entry(text("Jack"), new Result.Failed(Reason.OWNER_SLOW, "slow")));
  }

  @Test
  void delete_bringsTheValueThereWas() {
    proxy.cache().put("scores", "Tom", "630");
    CashewClient client = client(proxy.address());

    assertThat(client.delete("scores", text("Tom"), Bring.VALUE).join())
        .isEqualTo(new Deleted(true, Optional.of(text("630"))));
    assertThat(client.delete("scores", text("Tom"), Bring.VALUE).join())
        .isEqualTo(new Deleted(false, Optional.empty()));
  }

  @Test
  void touch_neverToExpire_saysSoAndBringsTheValue() {
    proxy.cache().put("scores", "Tom", "630");

    assertThat(client(proxy.address()).touch("scores", text("Tom"), Ttl.NEVER, Bring.VALUE).join())
        .isEqualTo(new Touched(true, Optional.of(text("630"))));
    assertThat(proxy.cache().requests()).containsExactly("touch EXPIRY_NEVER");
  }

  private static SetAnswer setIfAbsent(CashewClient client, String value) {
    return client
        .set("scores", text("Tom"), text(value), Ttl.GROUP, Condition.IF_ABSENT, Bring.VALUE)
        .join();
  }

  @Test
  void getMany_hasOneResultPerKeyInOrder() {
    proxy.cache().put("scores", "Tom", "630").breakKey("Jack", Reason.SOURCE_DOWN, "no database");

    var results = client(proxy.address()).getMany("scores", "Tom", "Nobody", "Jack", "Tom").join();

    assertThat(results)
        .containsExactly(
            Map.entry(text("Tom"), new Answer.Found(text("630"), Outcome.HIT, Optional.empty())),
            Map.entry(
                text("Nobody"), new Answer.Absent(Optional.of(Outcome.NEGATIVE), Optional.empty())),
            Map.entry(text("Jack"), new Result.Failed(Reason.SOURCE_DOWN, "no database")));
  }

  @Test
  void getMany_withDetail_tellsWhoAnswered() {
    proxy.cache().put("scores", "Tom", "630");

    var results =
        client(proxy.address())
            .getMany("scores", List.of(text("Tom"), text("Nobody")), Want.VALUE_AND_DETAIL)
            .join();

    assertThat(results.get(text("Tom")))
        .isEqualTo(new Answer.Found(text("630"), Outcome.HIT, Optional.of(FakeCache.DETAIL)));
    assertThat(results.get(text("Nobody")))
        .isEqualTo(new Answer.Absent(Optional.of(Outcome.NEGATIVE), Optional.of(FakeCache.DETAIL)));
  }

  @Test
  void getMany_ofNoKeys_asksNobody() {
    assertThat(client(proxy.address()).getMany("scores").join()).isEmpty();
    assertThat(proxy.cache().requests()).isEmpty();
  }

  @Test
  void request_thatBreaksALimit_failsUnsent() {
    CashewClient client = client(proxy.address());
    String[] tooMany = IntStream.range(0, 1001).mapToObj(String::valueOf).toArray(String[]::new);

    assertThat(failureOf(client.get("Scores!", "Tom")).reason()).isEqualTo(Reason.GROUP_NAME);
    assertThat(failureOf(client.get("scores", "")).reason()).isEqualTo(Reason.KEY_EMPTY);
    assertThat(failureOf(client.delete("scores", "x".repeat(1025))).reason())
        .isEqualTo(Reason.KEY_TOO_LONG);
    assertThat(failureOf(client.set("scores", "Tom", "630", Duration.ZERO)).reason())
        .isEqualTo(Reason.TTL_OUT_OF_RANGE);
    assertThat(failureOf(client.set("scores", "Tom", "x".repeat((1 << 20) + 1))).reason())
        .isEqualTo(Reason.VALUE_TOO_LARGE);
    assertThat(failureOf(client.getMany("scores", tooMany)).reason())
        .isEqualTo(Reason.BATCH_TOO_LARGE);
    assertThat(proxy.cache().requests()).isEmpty();
  }

  @Test
  void value_ofTheGreatestSize_passesBothWays() {
    String large = "x".repeat(1 << 20);
    proxy.cache().group("scores");
    CashewClient client = client(proxy.address());

    client.set("scores", "Tom", large).join();

    assertThat(client.get("scores", "Tom").join())
        .isInstanceOfSatisfying(
            Answer.Found.class, found -> assertThat(found.text()).isEqualTo(large));
  }

  @Test
  void get_withTheOnlyProxyDead_saysWhichAndWhy() throws IOException {
    HostAndPort dead = deadAddress();

    CashewException failure = failureOf(client(dead).get("scores", "Tom"));

    assertThat(failure.reason()).isEqualTo(Reason.OWNER_UNREACHABLE);
    assertThat(failure)
        .hasMessageStartingWith("cannot reach the proxy at " + dead + ": ")
        .hasMessageContaining("refused");
  }

  @Test
  void getsAndDeletes_withOneProxyDead_allGoToTheOther() throws IOException {
    proxy.cache().put("scores", "Tom", "630");
    CashewClient client = client(deadAddress(), proxy.address());

    for (int i = 0; i < 4; i++) {
      assertThat(client.get("scores", "Tom").join()).isInstanceOf(Answer.Found.class);
      assertThat(client.getMany("scores", "Tom").join()).hasSize(1);
    }
    assertThat(client.delete("scores", "Tom").join()).isTrue();
  }

  @Test
  void get_fromAProxyThatIsStopping_goesToTheOther() {
    FakeProxy stopping = open(FakeProxy.start());
    stopping.cache().failWith(Reason.DRAINING, "stopping");
    proxy.cache().put("scores", "Tom", "630");
    CashewClient client = client(stopping.address(), proxy.address());

    long end = System.nanoTime() + LONG.toNanos();
    do { // until it is connected to, the other is asked
      assertThat(client.get("scores", "Tom").join()).isInstanceOf(Answer.Found.class);
    } while (stopping.cache().requests().isEmpty() && System.nanoTime() - end < 0);
    assertThat(stopping.cache().requests()).isNotEmpty();
  }

  @Test
  void get_withTheSourceDown_asksNoOtherProxy() {
    FakeProxy other = open(FakeProxy.start());
    proxy.cache().failWith(Reason.SOURCE_DOWN, "no database");
    other.cache().failWith(Reason.SOURCE_DOWN, "no database");

    failureOf(client(proxy.address(), other.address()).get("scores", "Tom"));

    assertThat(proxy.cache().requests().size() + other.cache().requests().size()).isEqualTo(1);
  }

  @Test
  void set_thatIsUnavailable_isNotRepeated() {
    FakeProxy other = open(FakeProxy.start());
    proxy.cache().failWith(Reason.OWNER_UNREACHABLE, "may have been executed");
    other.cache().failWith(Reason.OWNER_UNREACHABLE, "may have been executed");
    CashewClient client = client(proxy.address(), other.address());

    CashewException failure = failureOf(client.set("scores", "Tom", "631"));

    assertThat(failure.reason()).isEqualTo(Reason.OWNER_UNREACHABLE);
    assertThat(proxy.cache().requests().size() + other.cache().requests().size()).isEqualTo(1);
  }

  @Test
  void gets_withTwoProxiesInReach_areSpreadOverBoth() {
    FakeProxy other = open(FakeProxy.start());
    proxy.cache().put("scores", "Tom", "630");
    other.cache().put("scores", "Tom", "630");
    CashewClient client = client(proxy.address(), other.address());

    while (proxy.cache().requests().isEmpty() || other.cache().requests().isEmpty()) {
      client.get("scores", "Tom").join(); // until both are connected
    }
    int before = proxy.cache().requests().size();
    for (int i = 0; i < 200; i++) {
      client.get("scores", "Tom").join();
    }

    assertThat(proxy.cache().requests().size() - before).isBetween(50, 150);
  }

  @Test
  void close_withARequestInFlight_failsItSoon() {
    proxy.cache().fallSilent();
    CashewClient client = client(proxy.address());
    CompletableFuture<Answer> pending = client.get("scores", "Tom");

    client.close();

    assertThat(failureOf(pending).reason()).isEqualTo(Reason.OWNER_UNREACHABLE);
    assertThat(failureOf(client.get("scores", "Tom")).reason()).isEqualTo(Reason.OWNER_UNREACHABLE);
  }

  @Test
  void config_withoutProxiesOrDeadline_isRefused() {
    assertThatThrownBy(() -> new ClientConfig(List.of(), LONG))
        .hasMessage("proxies: none (expected: at least one host:port)");
    assertThatThrownBy(() -> new ClientConfig(List.of(HostAndPort.fromHost("a")), LONG))
        .hasMessage("proxies: a (expected: host:port)");
    assertThatThrownBy(() -> new ClientConfig(List.of(proxy.address()), Duration.ofMinutes(1)))
        .hasMessage("deadline: 60000 ms (expected: 1 ms to 30 s)");
  }

  private CashewClient client(HostAndPort... proxies) {
    return open(CashewClient.connect(new ClientConfig(List.of(proxies), LONG)));
  }

  private <C extends AutoCloseable> C open(C part) {
    opened.add(part);
    return part;
  }

  private static ByteString text(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private static CashewException failureOf(CompletableFuture<?> future) {
    return (CashewException) catchThrowable(future::join).getCause();
  }

  /** A loopback address on which nobody listens: its port was free a moment ago. */
  private static HostAndPort deadAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return HostAndPort.fromParts("127.0.0.1", socket.getLocalPort());
    }
  }
}
