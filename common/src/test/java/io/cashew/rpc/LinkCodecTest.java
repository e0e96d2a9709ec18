package io.cashew.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cashew.internal.v1.LinkFailure;
import io.cashew.internal.v1.LinkReply;
import io.cashew.internal.v1.LinkRequest;
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
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class LinkCodecTest {
  private static final ByteString KEY = ByteString.copyFrom(new byte[] {0, (byte) 0xFF, '/', ' '});
  private static final ByteString VALUE = ByteString.copyFromUtf8("value");
  private static final Detail DETAIL = new Detail(7, 8, 9, "node-1", 1023, (1L << 48) + 10);

  static List<Operation> operations() {
    return List.of(
        new Operation.Get("users", KEY, Want.VALUE),
        new Operation.Get("users", KEY, Want.VALUE_AND_DETAIL),
        new Operation.Set("users", KEY, VALUE, Operation.GROUP_TTL),
        new Operation.Set("users", KEY, ByteString.EMPTY, 1),
        new Operation.Get("users", KEY, Want.DETAIL, Reach.PEEK),
        new Operation.Get("users", KEY, Want.VALUE, Reach.MEMORY),
        new Operation.Set("users", KEY, VALUE, Ttl.NEVER),
        new Operation.Set("users", KEY, VALUE, Ttl.KEPT, Condition.IF_PRESENT, Bring.NOTHING),
        new Operation.Set("users", KEY, VALUE, Ttl.GROUP, Condition.IF_ABSENT, Bring.VALUE),
        new Operation.Set(
            "users", KEY, VALUE, Ttl.ofMillis(1), Condition.ifVersion(-1), Bring.VALUE),
        new Operation.Delete("users", KEY),
        new Operation.Delete("users", KEY, Bring.VALUE),
        new Operation.Touch("users", KEY, Ttl.NEVER, Bring.VALUE),
        new Operation.Touch("users", KEY, Operation.GROUP_TTL),
        new Operation.Touch("users", KEY, Operation.MAX_TTL.toMillis()));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void request_ofAnyKind_isReadBack(Operation operation) throws InvalidProtocolBufferException {
    RoutedOperation routed = new RoutedOperation(operation, 1023, (3L << 48) + 5, -1L);

    LinkRequest request = throughBytes(LinkCodec.encode(42, routed, 250));

    assertThat(request.getId()).isEqualTo(42);
    assertThat(request.getDeadlineMs()).isEqualTo(250);
    assertThat(LinkCodec.decode(request)).isEqualTo(routed);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void requestOfAStandIn_thatOnlyAnOwnerCanAnswer_isReadAsTheOwners(Operation operation) {
    RoutedOperation routed = new RoutedOperation(operation, 1, 2, 3);
    LinkRequest request = LinkCodec.encode(1, routed, 250).toBuilder().setStandIn(true).build();

    assertThat(LinkCodec.decode(request).role())
        .isEqualTo(
            operation instanceof Operation.Get get && get.reach() == Reach.SOURCE
                ? Role.STAND_IN
                : Role.OWNER);
  }

  static Stream<Reply> replies() {
    return Stream.concat(
        Arrays.stream(Outcome.values()).map(outcome -> new Reply.Found(VALUE, outcome, null)),
        Stream.of(
            new Reply.Found(ByteString.EMPTY, Outcome.HIT, DETAIL),
            new Reply.Absent(Outcome.NEGATIVE, null),
            new Reply.Absent(Outcome.MISS_LOADED, DETAIL),
            new Reply.Stored(0),
            new Reply.Stored(9),
            new Reply.Stored(9, VALUE),
            new Reply.Stored(9, ByteString.EMPTY),
            new Reply.NotStored(0, null),
            new Reply.NotStored(7, VALUE),
            new Reply.Deleted(true, VALUE),
            new Reply.Touched(true, ByteString.EMPTY),
            new Reply.Deleted(true),
            new Reply.Deleted(false),
            new Reply.Touched(true),
            new Reply.Touched(false),
            new Reply.StaleRing((1L << 48) + 3)));
  }

  @ParameterizedTest
  @MethodSource("replies")
  void reply_ofAnyKind_isReadBack(Reply reply) throws InvalidProtocolBufferException {
    LinkReply message = throughBytes(LinkCodec.encode(42, reply));

    assertThat(message.getId()).isEqualTo(42);
    assertThat(LinkCodec.decode(message)).isEqualTo(reply);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void failure_ofAnyReason_isReadBack(Reason reason) throws InvalidProtocolBufferException {
    Reply.Failed failed = new Reply.Failed(reason, "what happened");

    assertThat(LinkCodec.decode(throughBytes(LinkCodec.encode(1, failed)))).isEqualTo(failed);
  }

  @Test
  void failure_ofALaterVersionsReason_isInternal() {
    LinkReply message =
        LinkReply.newBuilder()
            .setFailure(LinkFailure.newBuilder().setReason("NOT_YET_INVENTED").setMessage("x"))
            .build();

    assertThat(LinkCodec.decode(message)).isEqualTo(new Reply.Failed(Reason.INTERNAL, "x"));
  }

  @Test
  void reply_ofALaterVersionsKind_isInternal() {
    assertThat(LinkCodec.decode(LinkReply.newBuilder().setId(1).build()))
        .isInstanceOfSatisfying(
            Reply.Failed.class, failed -> assertThat(failed.reason()).isEqualTo(Reason.INTERNAL));
  }

  @Test
  void request_ofALaterVersionsKind_isRefused() {
    LinkRequest request = LinkRequest.newBuilder().setGroup("users").setKey(KEY).build();

    assertThatThrownBy(() -> LinkCodec.decode(request))
        .isInstanceOfSatisfying(
            CashewException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.OPERATION_UNKNOWN));
  }

  @Test
  void request_beyondTheLimits_isRefused() {
    LinkRequest request =
        LinkRequest.newBuilder()
            .setGroup("users")
            .setDelete(LinkRequest.Delete.getDefaultInstance())
            .build();

    assertThatThrownBy(() -> LinkCodec.decode(request))
        .isInstanceOfSatisfying(
            CashewException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.KEY_EMPTY));
  }

  private static LinkRequest throughBytes(LinkRequest request)
      throws InvalidProtocolBufferException {
    return LinkRequest.parseFrom(request.toByteString());
  }

  private static LinkReply throughBytes(LinkReply reply) throws InvalidProtocolBufferException {
    return LinkReply.parseFrom(reply.toByteString());
  }
}
