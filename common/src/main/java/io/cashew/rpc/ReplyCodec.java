package io.cashew.rpc;

import io.cashew.operation.Detail;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.status.Reason;
import io.cashew.v1.Absent;
import io.cashew.v1.Failure;
import io.cashew.v1.GetReply;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** Between replies and the messages of {@code cashew.v1} that carry them. */
public final class ReplyCodec {
  private ReplyCodec() {}

  public static GetReply found(Reply.Found found) {
    GetReply.Builder message =
        GetReply.newBuilder().setValue(found.value()).setOutcome(outcome(found.outcome()));
    if (found.detail() != null) {
      message.setDetail(detail(found.detail()));
    }
    return message.build();
  }

  public static Reply.Found found(GetReply message) {
    return new Reply.Found(
        message.getValue(),
        outcome(message.getOutcome()),
        message.hasDetail() ? detail(message.getDetail()) : null);
  }

  public static Absent absent(Reply.Absent absent) {
    Absent.Builder message = Absent.newBuilder().setOutcome(outcome(absent.outcome()));
    if (absent.detail() != null) {
      message.setDetail(detail(absent.detail()));
    }
    return message.build();
  }

  public static Reply.Absent absent(Absent message) {
    return new Reply.Absent(
        outcome(message.getOutcome()), message.hasDetail() ? detail(message.getDetail()) : null);
  }

  public static Failure failure(Reply.Failed failed) {
    return Failure.newBuilder()
        .setCode(failed.reason().code().value())
        .setReason(failed.reason().name())
        .setMessage(failed.message())
        .build();
  }

  /** A reason this version does not know becomes the nearest one it does. */
  public static Reply.Failed failure(Failure message) {
    Reason reason =
        Reason.named(message.getReason())
            .orElseGet(
                () -> StatusCodec.nearest(Status.fromCodeValue(message.getCode()).getCode()));
    return new Reply.Failed(reason, message.getMessage());
  }

  private static io.cashew.v1.Detail detail(Detail detail) {
    return io.cashew.v1.Detail.newBuilder()
        .setVersion(detail.version())
        .setAgeMs(detail.ageMillis())
        .setTtlLeftMs(detail.ttlLeftMillis())
        .setNode(detail.node())
        .setPartition(detail.partition())
        .setEpoch(detail.epoch())
        .build();
  }

  private static @Nullable Detail detail(io.cashew.v1.Detail message) {
    return new Detail(
        message.getVersion(),
        message.getAgeMs(),
        message.getTtlLeftMs(),
        message.getNode(),
        message.getPartition(),
        message.getEpoch());
  }

  private static io.cashew.v1.Outcome outcome(Outcome outcome) {
    return switch (outcome) {
      case HIT -> io.cashew.v1.Outcome.OUTCOME_HIT;
      case MISS_LOADED -> io.cashew.v1.Outcome.OUTCOME_MISS_LOADED;
      case COALESCED -> io.cashew.v1.Outcome.OUTCOME_COALESCED;
      case NEGATIVE -> io.cashew.v1.Outcome.OUTCOME_NEGATIVE;
      case STALE -> io.cashew.v1.Outcome.OUTCOME_STALE;
      case GUTTER -> io.cashew.v1.Outcome.OUTCOME_GUTTER;
    };
  }

  private static Outcome outcome(io.cashew.v1.Outcome outcome) {
    return switch (outcome) {
      case OUTCOME_HIT -> Outcome.HIT;
      case OUTCOME_COALESCED -> Outcome.COALESCED;
      case OUTCOME_NEGATIVE -> Outcome.NEGATIVE;
      case OUTCOME_STALE -> Outcome.STALE;
      case OUTCOME_GUTTER -> Outcome.GUTTER;
      case OUTCOME_MISS_LOADED, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> Outcome.MISS_LOADED;
    };
  }
}
