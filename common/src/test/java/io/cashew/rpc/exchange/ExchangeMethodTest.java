package io.cashew.rpc.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cashew.operation.Condition;
import io.cashew.operation.Detail;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.operation.Ttl;
import io.cashew.status.Reason;
import io.cashew.telemetry.TraceContext;
import io.cashew.v1.ExchangeOperation;
import io.cashew.v1.ExchangeReply;
import io.cashew.v1.ExchangeRequest;
import io.cashew.v1.ExchangeResult;
import io.cashew.v1.GetReply;
import io.cashew.v1.GetRequest;
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

/** The bytes written and read by hand are those of {@code cache.proto}. */
final class ExchangeMethodTest {
  private static final int ROUNDS = 300;

  private final Random random = new Random(7);

  @Test
  void calls_ofAllKinds_areTheBytesOfTheGeneratedMessages() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      List<ExchangeCall> calls = calls();
      ExchangeRequest.Builder expected = ExchangeRequest.newBuilder();
      for (ExchangeCall call : calls) {
        expected.addOperations(ExchangeCodec.encode((ExchangeCall.Valid) call));
      }

      byte[] bytes = ExchangeMethod.EXCHANGE.streamRequest(calls).readAllBytes();

      assertThat(ExchangeRequest.parseFrom(bytes)).isEqualTo(expected.build());
      assertThat(parseCalls(expected.build().toByteArray())).isEqualTo(calls);
      assertThat(parseCalls(bytes)).isEqualTo(calls);
    }
  }

  @Test
  void call_thatIsNotTraced_isTheBytesItWasBeforeThereWereTraces() throws IOException {
    ExchangeCall call =
        new ExchangeCall.Valid(
            1, new Operation.Get("users", ByteString.copyFromUtf8("k"), Want.VALUE), 5);

    byte[] bytes = ExchangeMethod.EXCHANGE.streamRequest(List.of(call)).readAllBytes();

    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("0a10080110051a0a0a05757365727312016b");
  }

  @Test
  void calls_thatAreTraced_bringTheirTraces() throws IOException {
    TraceContext trace = new TraceContext(-1, 2, 3, 1, "vendor=a");
    List<ExchangeCall> calls = new ArrayList<>();
    for (ExchangeCall call : calls()) {
      ExchangeCall.Valid valid = (ExchangeCall.Valid) call;
      calls.add(
          new ExchangeCall.Valid(valid.id(), valid.operation(), valid.deadlineMillis(), trace));
      calls.add(call);
    }

    byte[] bytes = ExchangeMethod.EXCHANGE.streamRequest(calls).readAllBytes();

    assertThat(parseCalls(bytes)).isEqualTo(calls);
  }

  @Test
  void answers_ofAllKinds_areTheBytesOfTheGeneratedMessages() throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      List<ExchangeAnswer> answers = answers();
      ExchangeReply.Builder expected = ExchangeReply.newBuilder();
      for (ExchangeAnswer answer : answers) {
        expected.addResults(ExchangeCodec.encode(answer));
      }

      byte[] bytes = ExchangeMethod.EXCHANGE.streamResponse(answers).readAllBytes();

      assertThat(ExchangeReply.parseFrom(bytes)).isEqualTo(expected.build());
      assertThat(parseAnswers(expected.build().toByteArray())).isEqualTo(answers);
      assertThat(parseAnswers(bytes)).isEqualTo(answers);
    }
  }

  @Test
  void call_thatBreaksALimit_isRefusedAlone() {
    ExchangeRequest message =
        ExchangeRequest.newBuilder()
            .addOperations(get(1, ByteString.EMPTY))
            .addOperations(get(2, ByteString.copyFromUtf8("k")))
            .addOperations(ExchangeOperation.newBuilder().setId(3))
            .build();

    List<ExchangeCall> calls = parseCalls(message.toByteArray());

    assertThat(calls).extracting(ExchangeCall::id).containsExactly(1L, 2L, 3L);
    assertThat(reasonOf(calls.get(0))).isEqualTo(Reason.KEY_EMPTY);
    assertThat(calls.get(1)).isInstanceOf(ExchangeCall.Valid.class);
    assertThat(reasonOf(calls.get(2))).isEqualTo(Reason.OPERATION_UNKNOWN);
  }

  @Test
  void answer_withoutAResult_isAFailureOfOurs() {
    ExchangeReply message =
        ExchangeReply.newBuilder().addResults(ExchangeResult.newBuilder().setId(4)).build();

    ExchangeAnswer answer = parseAnswers(message.toByteArray()).get(0);

    assertThat(answer.reply())
        .isInstanceOfSatisfying(
            Reply.Failed.class, failed -> assertThat(failed.reason()).isEqualTo(Reason.INTERNAL));
  }

  @Test
  void fieldsThatAreThereTwice_areReadAsTheGeneratedClassesReadThem()
      throws InvalidProtocolBufferException {
    ByteString twice =
        get(9, ByteString.copyFromUtf8("first"))
            .toByteString()
            .concat(get(9, ByteString.copyFromUtf8("second")).toByteString());
    ByteString found =
        ExchangeResult.newBuilder()
            .setId(9)
            .setFound(GetReply.newBuilder().setValue(ByteString.copyFromUtf8("v")))
            .build()
            .toByteString();

    assertThat(parseCalls(item(twice)))
        .containsExactly(ExchangeCodec.decode(ExchangeOperation.parseFrom(twice)));
    assertThat(parseAnswers(item(found.concat(found))))
        .containsExactly(ExchangeCodec.decode(ExchangeResult.parseFrom(found.concat(found))));
  }

  @Test
  void call_ofALaterVersion_isReadAsFarAsItIsKnown() {
    ByteString known = get(9, ByteString.copyFromUtf8("k")).toByteString();
    ByteString unknownField = ByteString.copyFrom(new byte[] {(byte) 0x98, 0x01, 5}); // number 19

    ExchangeCall call = parseCalls(item(known.concat(unknownField))).get(0);

    assertThat(call.id()).isEqualTo(9);
    assertThat(call).isInstanceOf(ExchangeCall.Valid.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7})
  void message_thatIsCutOff_isAFailureAndNothingElse(int missing) throws IOException {
    byte[] whole = ExchangeMethod.EXCHANGE.streamRequest(calls()).readAllBytes();
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
        assertThat(parseAnswers(noise)).isNotNull();
      } catch (StatusRuntimeException e) {
        assertThat(e.getCause()).isInstanceOf(IOException.class);
      }
    }
  }

  private static ExchangeOperation get(long id, ByteString key) {
    return ExchangeOperation.newBuilder()
        .setId(id)
        .setGet(GetRequest.newBuilder().setGroup("users").setKey(key))
        .build();
  }

  /** A message of one item of fewer than 128 bytes. */
  private static byte[] item(ByteString bytes) {
    return ByteString.copyFrom(new byte[] {10, (byte) bytes.size()}).concat(bytes).toByteArray();
  }

  private static Reason reasonOf(ExchangeCall call) {
    return ((ExchangeCall.Refused) call).why().reason();
  }

  private static List<ExchangeCall> parseCalls(byte[] bytes) {
    return ExchangeMethod.EXCHANGE.parseRequest(new ByteArrayInputStream(bytes));
  }

  private static List<ExchangeAnswer> parseAnswers(byte[] bytes) {
    return ExchangeMethod.EXCHANGE.parseResponse(new ByteArrayInputStream(bytes));
  }

  private List<ExchangeCall> calls() {
    List<ExchangeCall> calls = new ArrayList<>();
    int count = 1 + random.nextInt(8);
    for (int i = 0; i < count; i++) {
      calls.add(new ExchangeCall.Valid(id(), operation(), random.nextInt(30_001)));
    }
    return calls;
  }

  private long id() {
    return 1L + random.nextInt(1 << random.nextInt(30));
  }

  private Operation operation() {
    String group = random.nextBoolean() ? "users" : "a.b_c-" + random.nextInt(100);
    ByteString key = bytes(1 + random.nextInt(200));
    return switch (random.nextInt(7)) {
      case 0, 1, 2 -> new Operation.Get(group, key, Want.VALUE);
      case 3 -> new Operation.Get(group, key, any(Want.values()), any(Reach.values()));
      case 4 ->
          new Operation.Set(
              group,
              key,
              bytes(random.nextInt(300)),
              any(
                  new Ttl[] {
                    Ttl.GROUP, Ttl.NEVER, Ttl.KEPT, Ttl.ofMillis(1 + random.nextInt(1_000_000))
                  }),
              any(
                  new Condition[] {
                    Condition.ALWAYS,
                    Condition.IF_ABSENT,
                    Condition.IF_PRESENT,
                    Condition.ifVersion(1 + random.nextInt(9))
                  }),
              any(Bring.values()));
      case 5 ->
          new Operation.Touch(
              group, key, any(new Ttl[] {Ttl.GROUP, Ttl.NEVER}), any(Bring.values()));
      default -> new Operation.Delete(group, key, any(Bring.values()));
    };
  }

  private List<ExchangeAnswer> answers() {
    List<ExchangeAnswer> answers = new ArrayList<>();
    int count = 1 + random.nextInt(8);
    for (int i = 0; i < count; i++) {
      answers.add(new ExchangeAnswer(id(), reply()));
    }
    return answers;
  }

  private Reply reply() {
    Detail detail = new Detail(7, 8, 9, "n1", random.nextInt(1024), random.nextLong());
    ByteString previous = random.nextBoolean() ? null : bytes(9);
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> new Reply.Found(bytes(random.nextInt(300)), any(Outcome.values()), null);
      case 3 -> new Reply.Found(bytes(random.nextInt(300)), any(Outcome.values()), detail);
      case 4 -> new Reply.Absent(any(Outcome.values()), random.nextBoolean() ? null : detail);
      case 5 -> new Reply.Stored(random.nextInt(100), previous);
      case 6 -> new Reply.NotStored(random.nextInt(100), previous);
      case 7 -> new Reply.Deleted(random.nextBoolean(), previous);
      case 8 -> new Reply.Touched(random.nextBoolean(), previous);
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
