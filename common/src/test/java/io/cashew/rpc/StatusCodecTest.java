package io.cashew.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.cashew.operation.Reply;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.Failure;
import io.grpc.InternalMetadata;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class StatusCodecTest {
  @ParameterizedTest
  @EnumSource(Reason.class)
  void status_ofAnyReason_isReadBack(Reason reason) {
    StatusRuntimeException status = StatusCodec.toStatus(reason, "what happened");

    CashewException failure = StatusCodec.fromStatus(status);

    assertThat(status.getStatus().getCode()).isEqualTo(reason.code());
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure).hasMessage("what happened");
  }

  @Test
  void status_carriesErrorInfoOfOurDomain() throws InvalidProtocolBufferException {
    List<Any> details = detailsOf(StatusCodec.toStatus(Reason.SOURCE_DOWN, "x"));

    assertThat(details).hasSize(1);
    assertThat(details.get(0).unpack(ErrorInfo.class))
        .isEqualTo(ErrorInfo.newBuilder().setReason("SOURCE_DOWN").setDomain("cashew").build());
  }

  @Test
  void status_ofTooManyInFlight_saysWhenToRetry() throws InvalidProtocolBufferException {
    List<Any> details = detailsOf(StatusCodec.toStatus(Reason.IN_FLIGHT, "x"));

    assertThat(details).hasSize(2);
    assertThat(details.get(1).unpack(RetryInfo.class).hasRetryDelay()).isTrue();
  }

  @Test
  void retryDelay_isReadBack_andEmptyIfThereIsNone() {
    assertThat(StatusCodec.retryDelay(StatusCodec.toStatus(Reason.IN_FLIGHT, "x")))
        .contains(Duration.ofMillis(100));
    assertThat(StatusCodec.retryDelay(StatusCodec.toStatus(Reason.SOURCE_DOWN, "x"))).isEmpty();
    assertThat(StatusCodec.retryDelay(Status.RESOURCE_EXHAUSTED.asRuntimeException())).isEmpty();
  }

  @Test
  void status_ofAValueTooLarge_advisesNoRetry() {
    assertThat(detailsOf(StatusCodec.toStatus(Reason.VALUE_TOO_LARGE, "x"))).hasSize(1);
  }

  @Test
  void status_withAMessageOfAnyLength_fitsIntoAClientsHeaders() {
    StatusRuntimeException status =
        StatusCodec.toStatus(Reason.SOURCE_DOWN, "\u6f22".repeat(9_000));

    Metadata trailers = Status.trailersFromThrowable(status);
    int bytes =
        Arrays.stream(InternalMetadata.serialize(trailers)).mapToInt(part -> part.length).sum()
            + 9 * status.getStatus().getDescription().length();

    assertThat(bytes).isLessThan(8 << 10);
    assertThat(StatusCodec.fromStatus(status).reason()).isEqualTo(Reason.SOURCE_DOWN);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void failure_ofAnyReason_isReadBack(Reason reason) {
    Failure failure = ReplyCodec.failure(new Reply.Failed(reason, "what happened"));

    Reply.Failed read = ReplyCodec.failure(failure);

    assertThat(failure.getCode()).isEqualTo(reason.code().value());
    assertThat(read.reason()).isEqualTo(reason);
    assertThat(read.message()).isEqualTo("what happened");
  }

  @ParameterizedTest
  @CsvSource({
    "UNAVAILABLE,OWNER_UNREACHABLE",
    "DEADLINE_EXCEEDED,OWNER_SLOW",
    "RESOURCE_EXHAUSTED,IN_FLIGHT",
    "UNAUTHENTICATED,TOKEN",
    "PERMISSION_DENIED,ACL",
    "UNIMPLEMENTED,OPERATION_UNKNOWN",
    "INTERNAL,INTERNAL"
  })
  void fromStatus_withoutReason_takesTheNearest(Status.Code code, Reason reason) {
    StatusRuntimeException status = code.toStatus().withDescription("text").asRuntimeException();

    assertThat(StatusCodec.fromStatus(status).reason()).isEqualTo(reason);
    assertThat(StatusCodec.fromStatus(status)).hasMessage("text");
  }

  @Test
  void fromStatus_ofAnotherDomain_takesTheNearest() {
    StatusRuntimeException status =
        StatusProto.toStatusRuntimeException(
            com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.UNAVAILABLE.value())
                .addDetails(
                    Any.pack(
                        ErrorInfo.newBuilder()
                            .setReason("SOURCE_DOWN")
                            .setDomain("example.com")
                            .build()))
                .build());

    assertThat(StatusCodec.fromStatus(status).reason()).isEqualTo(Reason.OWNER_UNREACHABLE);
  }

  @Test
  void fromStatus_ofABrokenConnection_saysWhatBrokeIt() {
    StatusRuntimeException status =
        Status.UNAVAILABLE
            .withDescription("io exception")
            .withCause(new IOException("Connection refused"))
            .asRuntimeException();

    assertThat(StatusCodec.fromStatus(status)).hasMessage("io exception: Connection refused");
  }

  @Test
  void fromFailure_ofALaterVersionsReason_takesTheNearest() {
    Failure failure = Failure.newBuilder().setCode(14).setReason("NOT_YET_INVENTED").build();

    assertThat(ReplyCodec.failure(failure).reason()).isEqualTo(Reason.OWNER_UNREACHABLE);
  }

  private static List<Any> detailsOf(StatusRuntimeException status) {
    com.google.rpc.Status proto = StatusProto.fromThrowable(status);
    assertThat(proto).isNotNull();
    return proto.getDetailsList();
  }
}
