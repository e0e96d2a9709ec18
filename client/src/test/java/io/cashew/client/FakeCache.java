package io.cashew.client;

import com.google.protobuf.ByteString;
import io.cashew.operation.Detail;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.operation.Ttl;
import io.cashew.rpc.ReplyCodec;
import io.cashew.rpc.RequestCodec;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.DeleteManyReply;
import io.cashew.v1.DeleteManyRequest;
import io.cashew.v1.DeleteReply;
import io.cashew.v1.DeleteRequest;
import io.cashew.v1.DeleteResult;
import io.cashew.v1.ExchangeOperation;
import io.cashew.v1.ExchangeReply;
import io.cashew.v1.ExchangeRequest;
import io.cashew.v1.ExchangeResult;
import io.cashew.v1.GetManyReply;
import io.cashew.v1.GetManyRequest;
import io.cashew.v1.GetReply;
import io.cashew.v1.GetRequest;
import io.cashew.v1.GetResult;
import io.cashew.v1.SetEntry;
import io.cashew.v1.SetManyReply;
import io.cashew.v1.SetManyRequest;
import io.cashew.v1.SetReply;
import io.cashew.v1.SetRequest;
import io.cashew.v1.SetResult;
import io.cashew.v1.TouchReply;
import io.cashew.v1.TouchRequest;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A cluster of one map per group: a key that is not in it is absent. Can be told to fail and to
 * fall silent. Thread-safe.
 */
public final class FakeCache extends CacheGrpc.CacheImplBase {
  /** What a get with detail is told. */
  public static final Detail DETAIL = new Detail(17, 1_200, 598_800, "n1", 512, 3);

  private final Map<String, Map<ByteString, ByteString>> groups = new HashMap<>();
  private final Map<ByteString, Reply.Failed> broken = new HashMap<>();
  private final List<String> requests = new ArrayList<>();
  private final List<StreamObserver<?>> silenced = new ArrayList<>();
  private Optional<Reply.Failed> failure = Optional.empty();
  private boolean silent;
  private long version;

  /** Makes the group known. */
  public synchronized FakeCache group(String group) {
    groups.computeIfAbsent(group, name -> new HashMap<>());
    return this;
  }

  public synchronized FakeCache put(String group, String key, String value) {
    return put(group, ByteString.copyFromUtf8(key), ByteString.copyFromUtf8(value));
  }

  public synchronized FakeCache put(String group, ByteString key, ByteString value) {
    group(group).groups.get(group).put(key, value);
    return this;
  }

  /** What the map holds; empty text if nothing. */
  public synchronized String valueOf(String group, String key) {
    return groups
        .getOrDefault(group, Map.of())
        .getOrDefault(ByteString.copyFromUtf8(key), ByteString.EMPTY)
        .toStringUtf8();
  }

  /** From now on every request fails. */
  public synchronized void failWith(Reason reason, String message) {
    failure = Optional.of(new Reply.Failed(reason, message));
  }

  /** From now on every request for this key fails. */
  public synchronized void breakKey(String key, Reason reason, String message) {
    broken.put(ByteString.copyFromUtf8(key), new Reply.Failed(reason, message));
  }

  /** From now on no request is answered. */
  public synchronized void fallSilent() {
    silent = true;
  }

  /** The methods called so far. */
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  synchronized void release() {
    silenced.forEach(
        replies -> replies.onError(StatusCodec.toStatus(Reason.DRAINING, "the test is over")));
    silenced.clear();
  }

  @Override
  public void get(GetRequest request, StreamObserver<GetReply> replies) {
    answer(
        "get"
            + (request.getWithoutValue() ? " without value," : "")
            + (request.getPeek() ? " peek" : ""),
        replies,
        () -> {
          Reply reply = lookup(request.getGroup(), request.getKey(), request.getWithDetail());
          if (reply instanceof Reply.Found found) {
            return ReplyCodec.found(found);
          }
          if (reply instanceof Reply.Failed failed) {
            throw new CashewException(failed.reason(), failed.message());
          }
          throw new CashewException(Reason.SOURCE_NOT_FOUND, "the source has no such key");
        });
  }

  @Override
  public void getMany(GetManyRequest request, StreamObserver<GetManyReply> replies) {
    answer(
        "getMany",
        replies,
        () -> {
          GetManyReply.Builder reply = GetManyReply.newBuilder();
          for (ByteString key : request.getKeysList()) {
            reply.addResults(result(lookup(request.getGroup(), key, request.getWithDetail())));
          }
          return reply.build();
        });
  }

  @Override
  public void set(SetRequest request, StreamObserver<SetReply> replies) {
    answer(
        "set ttl=" + request.getTtlMs(),
        replies,
        () -> ReplyCodec.stored((Reply.Stored) change(RequestCodec.set(request))));
  }

  @Override
  public void setMany(SetManyRequest request, StreamObserver<SetManyReply> replies) {
    answer(
        "setMany ttl=" + request.getTtlMs(),
        replies,
        () -> {
          SetManyReply.Builder reply = SetManyReply.newBuilder();
          for (SetEntry entry : request.getEntriesList()) {
            reply.addResults(
                setResult(change(RequestCodec.set(request.getGroup(), entry, Ttl.GROUP))));
          }
          return reply.build();
        });
  }

  private static SetResult setResult(Reply reply) {
    if (reply instanceof Reply.Failed failed) {
      return SetResult.newBuilder().setFailure(ReplyCodec.failure(failed)).build();
    }
    return reply instanceof Reply.Stored stored
        ? SetResult.newBuilder().setDone(ReplyCodec.stored(stored)).build()
        : SetResult.newBuilder()
            .setNotStored(ReplyCodec.notStored((Reply.NotStored) reply))
            .build();
  }

  /** Sets only. */
  @Override
  public StreamObserver<ExchangeRequest> exchange(StreamObserver<ExchangeReply> replies) {
    return new StreamObserver<>() {
      @Override
      public void onNext(ExchangeRequest request) {
        ExchangeOperation operation = request.getOperations(0);
        answer(
            "exchange",
            replies,
            () ->
                ExchangeReply.newBuilder()
                    .addResults(
                        exchanged(operation.getId(), change(RequestCodec.set(operation.getSet()))))
                    .build());
      }

      @Override
      public void onError(Throwable failure) {}

      @Override
      public void onCompleted() {}
    };
  }

  private static ExchangeResult exchanged(long id, Reply reply) {
    ExchangeResult.Builder result = ExchangeResult.newBuilder().setId(id);
    if (reply instanceof Reply.Stored stored) {
      result.setSet(ReplyCodec.stored(stored));
    } else if (reply instanceof Reply.NotStored unmet) {
      result.setNotStored(ReplyCodec.notStored(unmet));
    } else {
      result.setFailure(ReplyCodec.failure((Reply.Failed) reply));
    }
    return result.build();
  }

  /** Every value there is has the version of the cache, or 1. */
  private Reply change(Operation.Set set) {
    Reply.Failed failed = broken.get(set.key());
    if (failed != null) {
      return failed;
    }
    ByteString there = known(set.group()).get(set.key());
    ByteString brought = set.bring() == Bring.VALUE ? there : null;
    long known = there == null ? 0 : Math.max(1, version);
    if (!set.condition().isMetBy(known)) {
      return new Reply.NotStored(known, brought);
    }
    known(set.group()).put(set.key(), set.value());
    return new Reply.Stored(++version, brought);
  }

  @Override
  public void delete(DeleteRequest request, StreamObserver<DeleteReply> replies) {
    answer(
        "delete",
        replies,
        () -> {
          refuseBroken(request.getKey());
          ByteString there = known(request.getGroup()).remove(request.getKey());
          return ReplyCodec.deleted(
              new Reply.Deleted(there != null, request.getWithPrevious() ? there : null));
        });
  }

  @Override
  public void deleteMany(DeleteManyRequest request, StreamObserver<DeleteManyReply> replies) {
    answer(
        "deleteMany",
        replies,
        () -> {
          DeleteManyReply.Builder reply = DeleteManyReply.newBuilder();
          for (ByteString key : request.getKeysList()) {
            Reply.Failed failed = broken.get(key);
            DeleteResult.Builder result = DeleteResult.newBuilder();
            if (failed == null) {
              boolean existed = known(request.getGroup()).remove(key) != null;
              result.setDone(DeleteReply.newBuilder().setExisted(existed));
            } else {
              result.setFailure(ReplyCodec.failure(failed));
            }
            reply.addResults(result);
          }
          return reply.build();
        });
  }

  @Override
  public void touch(TouchRequest request, StreamObserver<TouchReply> replies) {
    answer(
        "touch " + (request.hasTtlMs() ? "ttl=" + request.getTtlMs() : request.getExpiry()),
        replies,
        () -> {
          ByteString there = known(request.getGroup()).get(request.getKey());
          return ReplyCodec.touched(
              new Reply.Touched(there != null, request.getWithValue() ? there : null));
        });
  }

  private synchronized <M> void answer(
      String method, StreamObserver<M> replies, Supplier<M> answer) {
    requests.add(method);
    if (silent) {
      silenced.add(replies);
      return;
    }
    try {
      failure.ifPresent(
          failed -> {
            throw new CashewException(failed.reason(), failed.message());
          });
      M message = answer.get();
      replies.onNext(message);
      replies.onCompleted();
    } catch (CashewException e) {
      replies.onError(StatusCodec.toStatus(e.reason(), e.getMessage()));
    }
  }

  private Reply lookup(String group, ByteString key, boolean withDetail) {
    Reply.Failed failed = broken.get(key);
    if (failed != null) {
      return failed;
    }
    Detail detail = withDetail ? DETAIL : null;
    ByteString value = known(group).get(key);
    return value == null
        ? new Reply.Absent(Outcome.NEGATIVE, detail)
        : new Reply.Found(value, Outcome.HIT, detail);
  }

  private void refuseBroken(ByteString key) {
    Reply.Failed failed = broken.get(key);
    if (failed != null) {
      throw new CashewException(failed.reason(), failed.message());
    }
  }

  private Map<ByteString, ByteString> known(String group) {
    Map<ByteString, ByteString> values = groups.get(group);
    if (values == null) {
      throw new CashewException(Reason.GROUP_UNKNOWN, "there is no group \"%s\"".formatted(group));
    }
    return values;
  }

  private static GetResult result(Reply reply) {
    if (reply instanceof Reply.Found found) {
      return GetResult.newBuilder().setFound(ReplyCodec.found(found)).build();
    }
    if (reply instanceof Reply.Absent absent) {
      return GetResult.newBuilder().setAbsent(ReplyCodec.absent(absent)).build();
    }
    return GetResult.newBuilder().setFailure(ReplyCodec.failure((Reply.Failed) reply)).build();
  }
}
