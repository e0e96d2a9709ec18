package io.cashew.client;

import com.google.protobuf.ByteString;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.rpc.ReplyCodec;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.Absent;
import io.cashew.v1.DeleteReply;
import io.cashew.v1.DeleteResult;
import io.cashew.v1.Failure;
import io.cashew.v1.GetReply;
import io.cashew.v1.GetResult;
import io.cashew.v1.NotStored;
import io.cashew.v1.SetReply;
import io.cashew.v1.SetResult;
import io.cashew.v1.TouchReply;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** From the messages of {@code cashew.v1} to what callers are told. */
final class Results {
  private static final Result.Failed UNKNOWN =
      new Result.Failed(Reason.INTERNAL, "a result of a kind this version does not know");

  private Results() {}

  static Answer found(GetReply message) {
    Reply.Found found = ReplyCodec.found(message);
    return new Answer.Found(found.value(), found.outcome(), Optional.ofNullable(found.detail()));
  }

  private static Answer absent(Absent message) {
    Reply.Absent absent = ReplyCodec.absent(message);
    return new Answer.Absent(Optional.of(absent.outcome()), Optional.ofNullable(absent.detail()));
  }

  /** The unary get reports absence as a status. */
  static Answer absentOrThrow(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof CashewException e) {
      if (e.reason() == Reason.SOURCE_NOT_FOUND) {
        return new Answer.Absent(Optional.empty(), Optional.empty());
      }
      if (e.reason() == Reason.NOT_IN_MEMORY) {
        return new Answer.Absent(Optional.of(Outcome.NOT_LOADED), Optional.empty());
      }
    }
    throw failure instanceof CompletionException e ? e : new CompletionException(failure);
  }

  static SetAnswer stored(SetReply message) {
    Reply.Stored stored = ReplyCodec.stored(message);
    return new SetAnswer.Stored(stored.version(), Optional.ofNullable(stored.previous()));
  }

  static SetAnswer notStored(NotStored message) {
    Reply.NotStored unmet = ReplyCodec.notStored(message);
    return new SetAnswer.NotStored(unmet.version(), Optional.ofNullable(unmet.value()));
  }

  static Deleted deleted(DeleteReply message) {
    Reply.Deleted deleted = ReplyCodec.deleted(message);
    return new Deleted(deleted.existed(), Optional.ofNullable(deleted.previous()));
  }

  static Touched touched(TouchReply message) {
    Reply.Touched touched = ReplyCodec.touched(message);
    return new Touched(touched.existed(), Optional.ofNullable(touched.value()));
  }

  static Result of(GetResult message) {
    return switch (message.getResultCase()) {
      case FOUND -> found(message.getFound());
      case ABSENT -> absent(message.getAbsent());
      case FAILURE -> failed(message.getFailure());
      case RESULT_NOT_SET -> UNKNOWN;
    };
  }

  static Result of(SetResult message) {
    return switch (message.getResultCase()) {
      case DONE -> stored(message.getDone());
      case NOT_STORED -> notStored(message.getNotStored());
      case FAILURE -> failed(message.getFailure());
      case RESULT_NOT_SET -> UNKNOWN;
    };
  }

  static Result of(DeleteResult message) {
    return switch (message.getResultCase()) {
      case DONE -> deleted(message.getDone());
      case FAILURE -> failed(message.getFailure());
      case RESULT_NOT_SET -> UNKNOWN;
    };
  }

  private static Result failed(Failure message) {
    Reply.Failed failed = ReplyCodec.failure(message);
    return new Result.Failed(failed.reason(), failed.message());
  }

  /** One for each key, in their order. */
  static <M> Map<ByteString, Result> byKey(
      Collection<ByteString> keys, List<M> messages, Function<M, Result> result) {
    if (messages.size() != keys.size()) {
      throw new CashewException(
          Reason.INTERNAL, "%d results for %d keys".formatted(messages.size(), keys.size()));
    }
    Map<ByteString, Result> results = new LinkedHashMap<>();
    int next = 0;
    for (ByteString key : keys) {
      results.put(key, result.apply(messages.get(next++)));
    }
    return results;
  }
}
