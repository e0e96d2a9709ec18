package io.cashew.rpc.exchange;

import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.rpc.ReplyCodec;
import io.cashew.rpc.RequestCodec;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.telemetry.TraceContext;
import io.cashew.v1.ExchangeOperation;
import io.cashew.v1.ExchangeResult;
import org.jspecify.annotations.Nullable;

/** Between operations and replies and the generated classes that carry them. */
final class ExchangeCodec {
  private ExchangeCodec() {}

  static ExchangeOperation encode(ExchangeCall.Valid call) {
    ExchangeOperation.Builder message =
        ExchangeOperation.newBuilder().setId(call.id()).setDeadlineMs(call.deadlineMillis());
    Operation operation = call.operation();
    if (operation instanceof Operation.Get get) {
      message.setGet(RequestCodec.get(get));
    } else if (operation instanceof Operation.Set set) {
      message.setSet(RequestCodec.set(set));
    } else if (operation instanceof Operation.Delete delete) {
      message.setDelete(RequestCodec.delete(delete));
    } else if (operation instanceof Operation.Touch touch) {
      message.setTouch(RequestCodec.touch(touch));
    }
    TraceContext trace = call.trace();
    if (trace != null) {
      message.setTraceparent(trace.traceparent()).setTracestate(trace.state());
    }
    return message.build();
  }

  static ExchangeCall decode(ExchangeOperation message) {
    try {
      return new ExchangeCall.Valid(
          message.getId(), operation(message), message.getDeadlineMs(), trace(message));
    } catch (CashewException e) {
      return new ExchangeCall.Refused(message.getId(), Reply.Failed.of(e));
    }
  }

  private static @Nullable TraceContext trace(ExchangeOperation message) {
    return message.getTraceparent().isEmpty()
        ? null
        : TraceContext.parse(message.getTraceparent(), message.getTracestate());
  }

  private static Operation operation(ExchangeOperation message) {
    return switch (message.getOperationCase()) {
      case GET -> RequestCodec.get(message.getGet());
      case SET -> RequestCodec.set(message.getSet());
      case DELETE -> RequestCodec.delete(message.getDelete());
      case TOUCH -> RequestCodec.touch(message.getTouch());
      case OPERATION_NOT_SET ->
          throw new CashewException(
              Reason.OPERATION_UNKNOWN,
              "operation %d is none of get, set, delete, touch".formatted(message.getId()));
    };
  }

  static ExchangeResult encode(ExchangeAnswer answer) {
    ExchangeResult.Builder message = ExchangeResult.newBuilder().setId(answer.id());
    Reply reply = answer.reply();
    if (reply instanceof Reply.Found found) {
      message.setFound(ReplyCodec.found(found));
    } else if (reply instanceof Reply.Absent absent) {
      message.setAbsent(ReplyCodec.absent(absent));
    } else if (reply instanceof Reply.Stored stored) {
      message.setSet(ReplyCodec.stored(stored));
    } else if (reply instanceof Reply.NotStored unmet) {
      message.setNotStored(ReplyCodec.notStored(unmet));
    } else if (reply instanceof Reply.Deleted deleted) {
      message.setDeleted(ReplyCodec.deleted(deleted));
    } else if (reply instanceof Reply.Touched touched) {
      message.setTouched(ReplyCodec.touched(touched));
    } else {
      message.setFailure(ReplyCodec.failure(failure(reply)));
    }
    return message.build();
  }

  /** The failure a reply is, or, if it is none that clients are told, a defect of ours. */
  private static Reply.Failed failure(Reply reply) {
    return reply instanceof Reply.Failed failed
        ? failed
        : new Reply.Failed(
            Reason.INTERNAL, "the node's reply does not fit the request: " + reply.getClass());
  }

  static ExchangeAnswer decode(ExchangeResult message) {
    return new ExchangeAnswer(message.getId(), reply(message));
  }

  private static Reply reply(ExchangeResult message) {
    return switch (message.getResultCase()) {
      case FOUND -> ReplyCodec.found(message.getFound());
      case ABSENT -> ReplyCodec.absent(message.getAbsent());
      case SET -> ReplyCodec.stored(message.getSet());
      case NOT_STORED -> ReplyCodec.notStored(message.getNotStored());
      case DELETED -> ReplyCodec.deleted(message.getDeleted());
      case TOUCHED -> ReplyCodec.touched(message.getTouched());
      case FAILURE -> ReplyCodec.failure(message.getFailure());
      case RESULT_NOT_SET ->
          new Reply.Failed(
              Reason.INTERNAL, "a result of a kind that this version does not know: upgrade it");
    };
  }
}
