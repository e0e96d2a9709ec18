package io.cashew.rpc.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cashew.internal.v1.LinkReplies;
import io.cashew.internal.v1.LinkRequest;
import io.cashew.internal.v1.LinkRequests;
import io.cashew.operation.Condition;
import io.cashew.operation.Detail;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.operation.RoutedOperation.Role;
import io.cashew.operation.Ttl;
import io.cashew.rpc.LinkCodec;
import io.cashew.status.Reason;
import io.cashew.telemetry.TraceContext;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes written and read by hand are those of {@code link.proto}. */
final class LinkMethodTest {
  private static final int ROUNDS = 300;

  private final Random random = new Random(7);

  @Test
  void calls_ofAllKinds_areTheBytesOfTheGeneratedMessages() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      LinkBatch<LinkCall> batch = calls();
      LinkRequests.Builder expected = LinkRequests.newBuilder().setSentAt(batch.clock());
      for (LinkCall call : batch.items()) {
        LinkCall.Valid valid = (LinkCall.Valid) call;
        expected.addRequests(LinkCodec.encode(valid.id(), valid.routed(), valid.deadlineMillis()));
      }

      byte[] bytes = LinkMethod.OPEN.streamRequest(batch).readAllBytes();

      assertThat(LinkRequests.parseFrom(bytes)).isEqualTo(expected.build());
      assertThat(parseCalls(expected.build().toByteArray())).isEqualTo(batch);
      assertThat(parseCalls(bytes)).isEqualTo(batch);
    }
  }

  @Test
  void call_thatIsNotTraced_isTheBytesItWasBeforeThereWereTraces() throws IOException {
    RoutedOperation routed =
        new RoutedOperation(
            new Operation.Get("users", ByteString.copyFromUtf8("k"), Want.VALUE), 7, 8, 9);

    byte[] bytes =
        LinkMethod.OPEN
            .streamRequest(new LinkBatch<>(List.of(new LinkCall.Valid(1, routed, 5)), 0, 0))
            .readAllBytes();

    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo("0a24080110071908000000000000002109000000000000002805320575736572733a016b4200");
  }

  @Test
  void calls_thatAreTraced_bringTheirTraces() throws IOException {
    TraceContext trace = new TraceContext(-1, 2, 3, 1, "vendor=a");
    LinkBatch<LinkCall> batch = calls();
    List<LinkCall> traced = new ArrayList<>();
    for (LinkCall call : batch.items()) {
      LinkCall.Valid valid = (LinkCall.Valid) call;
      traced.add(new LinkCall.Valid(valid.id(), valid.routed(), valid.deadlineMillis(), trace));
      traced.add(call);
    }
    LinkBatch<LinkCall> sent = new LinkBatch<>(traced, batch.clock(), 0);

    byte[] bytes = LinkMethod.OPEN.streamRequest(sent).readAllBytes();

    assertThat(parseCalls(bytes)).isEqualTo(sent);
  }

  @Test
  void call_whoseTraceIsBroken_isNotTraced() {
    LinkRequest request =
        request(1, "users", ByteString.copyFromUtf8("k")).toBuilder()
            .setTrace(ByteString.copyFromUtf8("short"))
            .build();

    LinkCall call =
        parseCalls(LinkRequests.newBuilder().addRequests(request).build().toByteArray())
            .items()
            .get(0);

    assertThat(((LinkCall.Valid) call).trace()).isNull();
  }

  @Test
  void results_ofAllKinds_areTheBytesOfTheGeneratedMessages() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      LinkBatch<LinkResult> batch = results();
      LinkReplies.Builder expected =
          LinkReplies.newBuilder().setClock(batch.clock()).setTaken(batch.taken());
      for (LinkResult result : batch.items()) {
        expected.addReplies(LinkCodec.encode(result.id(), result.reply()));
      }

      byte[] bytes = LinkMethod.OPEN.streamResponse(batch).readAllBytes();

      assertThat(LinkReplies.parseFrom(bytes)).isEqualTo(expected.build());
      assertThat(parseResults(expected.build().toByteArray())).isEqualTo(batch);
      assertThat(parseResults(bytes)).isEqualTo(batch);
    }
  }

  @Test
  void call_thatBreaksALimit_isRefusedAlone() {
    LinkRequests message =
        LinkRequests.newBuilder()
            .addRequests(request(1, "users", ByteString.EMPTY))
            .addRequests(request(2, "users", ByteString.copyFromUtf8("k")))
            .addRequests(LinkRequest.newBuilder().setId(3).setGroup("users"))
            .build();

    List<LinkCall> calls = parseCalls(message.toByteArray()).items();

    assertThat(calls).hasSize(3);
    assertThat(calls.get(0))
        .isInstanceOfSatisfying(
            LinkCall.Refused.class,
            refused -> assertThat(refused.why().reason()).isEqualTo(Reason.KEY_EMPTY));
    assertThat(calls.get(1)).isInstanceOf(LinkCall.Valid.class);
    assertThat(calls.get(2))
        .isInstanceOfSatisfying(
            LinkCall.Refused.class,
            refused -> assertThat(refused.why().reason()).isEqualTo(Reason.OPERATION_UNKNOWN));
  }

  @Test
  void call_ofALaterVersion_isReadAsFarAsItIsKnown() throws IOException {
    ByteString known = request(9, "users", ByteString.copyFromUtf8("k")).toByteString();
    byte[] unknownField = {(byte) 0x98, 0x01, 5}; // number 19, a varint
    ByteString request = known.concat(ByteString.copyFrom(unknownField));
    LinkRequests message =
        LinkRequests.newBuilder().addRequests(LinkRequest.parseFrom(request)).build();

    LinkCall call = parseCalls(message.toByteArray()).items().get(0);

    assertThat(call.id()).isEqualTo(9);
    assertThat(call).isInstanceOf(LinkCall.Valid.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 17, 40})
  void message_thatIsCutOff_isAFailureAndNothingElse(int missing) throws IOException {
    byte[] whole = LinkMethod.OPEN.streamRequest(calls()).readAllBytes();
    byte[] cut = new byte[whole.length - missing];
    System.arraycopy(whole, 0, cut, 0, cut.length);

    assertThatThrownBy(() -> parseCalls(cut)).isInstanceOf(StatusRuntimeException.class);
  }

  @Test
  void noise_isAFailureOrSomething_andNothingElseIsThrown() {
    for (int round = 0; round < 20_000; round++) {
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      if (noise.length > 2) {
        noise[0] = 10; // an item
        noise[1] = (byte) (noise.length - 2);
      }
      try {
        assertThat(parseCalls(noise)).isNotNull();
        assertThat(parseResults(noise)).isNotNull();
      } catch (StatusRuntimeException e) {
        assertThat(e.getCause()).isInstanceOf(IOException.class);
      }
    }
  }

  private static LinkRequest request(long id, String group, ByteString key) {
    return LinkRequest.newBuilder()
        .setId(id)
        .setGroup(group)
        .setKey(key)
        .setGet(LinkRequest.Get.getDefaultInstance())
        .build();
  }

  private static LinkBatch<LinkCall> parseCalls(byte[] bytes) {
    return LinkMethod.OPEN.parseRequest(new ByteArrayInputStream(bytes));
  }

  private static LinkBatch<LinkResult> parseResults(byte[] bytes) {
    return LinkMethod.OPEN.parseResponse(new ByteArrayInputStream(bytes));
  }

  private LinkBatch<LinkCall> calls() {
    List<LinkCall> calls = new ArrayList<>();
    int count = 1 + random.nextInt(8);
    for (int i = 0; i < count; i++) {
      Operation operation = operation();
      boolean standIn = RoutedOperation.mayBeStoodInFor(operation) && random.nextBoolean();
      calls.add(
          new LinkCall.Valid(
              1 + random.nextInt(1 << random.nextInt(30)),
              new RoutedOperation(
                  operation,
                  random.nextInt(1024),
                  random.nextLong(),
                  random.nextLong(),
                  standIn ? Role.STAND_IN : Role.OWNER),
              1 + random.nextInt(30_000)));
    }
    return new LinkBatch<>(calls, random.nextBoolean() ? 0 : random.nextLong(), 0);
  }

  private Operation operation() {
    String group = random.nextBoolean() ? "users" : "a.b_c-" + random.nextInt(100);
    ByteString key = bytes(1 + random.nextInt(200));
    return switch (random.nextInt(6)) {
      case 0, 1, 2 -> new Operation.Get(group, key, Want.VALUE);
      case 3 -> new Operation.Get(group, key, any(Want.values()), any(Reach.values()));
      case 4 ->
          new Operation.Set(
              group,
              key,
              bytes(random.nextInt(300)),
              ttl(),
              List.of(
                      Condition.ALWAYS,
                      Condition.IF_ABSENT,
                      Condition.IF_PRESENT,
                      Condition.ifVersion(1 + random.nextInt(9)))
                  .get(random.nextInt(4)),
              any(Bring.values()));
      default -> new Operation.Delete(group, key, any(Bring.values()));
    };
  }

  private Ttl ttl() {
    return List.of(Ttl.GROUP, Ttl.NEVER, Ttl.KEPT, Ttl.ofMillis(1 + random.nextInt(1_000_000)))
        .get(random.nextInt(4));
  }

  private LinkBatch<LinkResult> results() {
    List<LinkResult> results = new ArrayList<>();
    int count = 1 + random.nextInt(8);
    for (int i = 0; i < count; i++) {
      results.add(new LinkResult(1 + random.nextInt(1 << random.nextInt(30)), reply()));
    }
    long clock = random.nextBoolean() ? 0 : random.nextLong();
    return new LinkBatch<>(results, clock, random.nextInt(1 << random.nextInt(31)));
  }

  private Reply reply() {
    Detail detail = new Detail(7, 8, 9, "n1", random.nextInt(1024), random.nextLong());
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> new Reply.Found(bytes(random.nextInt(300)), any(Outcome.values()), null);
      case 3 -> new Reply.Found(bytes(random.nextInt(300)), any(Outcome.values()), detail);
      case 4 -> new Reply.Absent(any(Outcome.values()), random.nextBoolean() ? null : detail);
      case 5 -> new Reply.Stored(random.nextInt(100), random.nextBoolean() ? null : bytes(9));
      case 6 -> new Reply.StaleRing(random.nextLong());
      default -> new Reply.Failed(any(Reason.values()), "why");
    };
  }

  private ByteString bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private <E> E any(E[] all) {
    return all[random.nextInt(all.length)];
  }
}
