package io.cashew.client;

import com.google.protobuf.ByteString;
import io.cashew.operation.Detail;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.rpc.ReplyCodec;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.DeleteReply;
import io.cashew.v1.DeleteRequest;
import io.cashew.v1.GetManyReply;
import io.cashew.v1.GetManyRequest;
import io.cashew.v1.GetReply;
import io.cashew.v1.GetRequest;
import io.cashew.v1.GetResult;
import io.cashew.v1.SetReply;
import io.cashew.v1.SetRequest;
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
        "get",
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
        () -> {
          known(request.getGroup()).put(request.getKey(), request.getValue());
          return SetReply.newBuilder().setVersion(++version).build();
        });
  }

  @Override
  public void delete(DeleteRequest request, StreamObserver<DeleteReply> replies) {
    answer(
        "delete",
        replies,
        () -> {
          refuseBroken(request.getKey());
          boolean existed = known(request.getGroup()).remove(request.getKey()) != null;
          return DeleteReply.newBuilder().setExisted(existed).build();
        });
  }

  @Override
  public void touch(TouchRequest request, StreamObserver<TouchReply> replies) {
    answer(
        "touch ttl=" + request.getTtlMs(),
        replies,
        () ->
            TouchReply.newBuilder()
                .setExisted(known(request.getGroup()).containsKey(request.getKey()))
                .build());
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
