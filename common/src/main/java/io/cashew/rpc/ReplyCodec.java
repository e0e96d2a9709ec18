package io.cashew.rpc;

import io.cashew.operation.Detail;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.status.Reason;
import io.cashew.v1.Absent;
import io.cashew.v1.DeleteReply;
import io.cashew.v1.Failure;
import io.cashew.v1.GetReply;
import io.cashew.v1.NotStored;
import io.cashew.v1.SetReply;
import io.cashew.v1.TouchReply;
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

  public static SetReply stored(Reply.Stored stored) {
    SetReply.Builder message = SetReply.newBuilder().setVersion(stored.version());
    if (stored.previous() != null) {
      message.setPrevious(stored.previous());
    }
    return message.build();
  }

  public static Reply.Stored stored(SetReply message) {
    return new Reply.Stored(
        message.getVersion(), message.hasPrevious() ? message.getPrevious() : null);
  }

  public static NotStored notStored(Reply.NotStored unmet) {
    NotStored.Builder message = NotStored.newBuilder().setVersion(unmet.version());
    if (unmet.value() != null) {
      message.setPrevious(unmet.value());
    }
    return message.build();
  }

  public static Reply.NotStored notStored(NotStored message) {
    return new Reply.NotStored(
        message.getVersion(), message.hasPrevious() ? message.getPrevious() : null);
  }

  public static DeleteReply deleted(Reply.Deleted deleted) {
    DeleteReply.Builder message = DeleteReply.newBuilder().setExisted(deleted.existed());
    if (deleted.previous() != null) {
      message.setPrevious(deleted.previous());
    }
    return message.build();
  }

  public static Reply.Deleted deleted(DeleteReply message) {
    return new Reply.Deleted(
        message.getExisted(), message.hasPrevious() ? message.getPrevious() : null);
  }

  public static TouchReply touched(Reply.Touched touched) {
    TouchReply.Builder message = TouchReply.newBuilder().setExisted(touched.existed());
    if (touched.value() != null) {
      message.setValue(touched.value());
    }
    return message.build();
  }

  public static Reply.Touched touched(TouchReply message) {
    return new Reply.Touched(message.getExisted(), message.hasValue() ? message.getValue() : null);
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

  /** By its number; one this version does not know counts as loaded. */
  public static Outcome outcome(int number) {
    io.cashew.v1.Outcome known = io.cashew.v1.Outcome.forNumber(number);
    return known == null ? Outcome.MISS_LOADED : outcome(known);
  }

  public static io.cashew.v1.Outcome outcome(Outcome outcome) {
    return switch (outcome) {
      case HIT -> io.cashew.v1.Outcome.OUTCOME_HIT;
      case MISS_LOADED -> io.cashew.v1.Outcome.OUTCOME_MISS_LOADED;
      case COALESCED -> io.cashew.v1.Outcome.OUTCOME_COALESCED;
      case NEGATIVE -> io.cashew.v1.Outcome.OUTCOME_NEGATIVE;
      case STALE -> io.cashew.v1.Outcome.OUTCOME_STALE;
      case GUTTER -> io.cashew.v1.Outcome.OUTCOME_GUTTER;
      case NOT_LOADED -> io.cashew.v1.Outcome.OUTCOME_NOT_LOADED;
    };
  }

  private static Outcome outcome(io.cashew.v1.Outcome outcome) {
    return switch (outcome) {
      case OUTCOME_HIT -> Outcome.HIT;
      case OUTCOME_COALESCED -> Outcome.COALESCED;
      case OUTCOME_NEGATIVE -> Outcome.NEGATIVE;
      case OUTCOME_STALE -> Outcome.STALE;
      case OUTCOME_GUTTER -> Outcome.GUTTER;
      case OUTCOME_NOT_LOADED -> Outcome.NOT_LOADED;
      case OUTCOME_MISS_LOADED, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> Outcome.MISS_LOADED;
    };
  }
}
