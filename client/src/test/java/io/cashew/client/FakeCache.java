package io.cashew.client;

import com.google.protobuf.ByteString;
import io.cashew.operation.Detail;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.operation.Ttl;
import io.cashew.rpc.ReplyCodec;
import io.cashew.rpc.RequestCodec;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.Reason;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.ExchangeOperation;
import io.cashew.v1.ExchangeReply;
import io.cashew.v1.ExchangeRequest;
import io.cashew.v1.ExchangeResult;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cluster of one map per group: a key that is not in it is absent. Can be told to fail and to
 * fall silent. Serves {@code Exchange} alone. Thread-safe.
 */
public final class FakeCache extends CacheGrpc.CacheImplBase {
  /** What a get with detail is told. */
  public static final Detail DETAIL = new Detail(17, 1_200, 598_800, "n1", 512, 3);

  private final Map<String, Map<ByteString, ByteString>> groups = new HashMap<>();
  private final Map<ByteString, Reply.Failed> broken = new HashMap<>();
  private final List<String> requests = new ArrayList<>();
  private final List<StreamObserver<?>> open = new ArrayList<>();
  private Optional<Reply.Failed> failure = Optional.empty();
  private Outcome outcome = Outcome.HIT;
  private boolean silent;
  private int messages;
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

  /** From now on every value is past its time. */
  public synchronized void growStale() {
    outcome = Outcome.STALE;
  }

  /** From now on no request is answered. */
  public synchronized void fallSilent() {
    silent = true;
  }

  /** The operations asked for so far. */
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  /** In how many messages they came. */
  public synchronized int messages() {
    return messages;
  }

  synchronized void release() {
    open.forEach(
        replies -> replies.onError(StatusCodec.toStatus(Reason.DRAINING, "the test is over")));
    open.clear();
  }

  @Override
  public StreamObserver<ExchangeRequest> exchange(StreamObserver<ExchangeReply> replies) {
    opened(replies);
    return new StreamObserver<>() {
      @Override
      public void onNext(ExchangeRequest request) {
        ExchangeReply reply = answer(request);
        if (reply.getResultsCount() > 0) {
          replies.onNext(reply);
        }
      }

      @Override
      public void onError(Throwable failure) {
        closed(replies);
      }

      @Override
      public void onCompleted() {
        closed(replies);
        replies.onCompleted();
      }
    };
  }

  private synchronized void opened(StreamObserver<ExchangeReply> replies) {
    open.add(replies);
  }

  private synchronized void closed(StreamObserver<ExchangeReply> replies) {
    open.remove(replies);
  }

  private synchronized ExchangeReply answer(ExchangeRequest request) {
    messages++;
    ExchangeReply.Builder message = ExchangeReply.newBuilder();
    for (ExchangeOperation each : request.getOperationsList()) {
      Operation operation = operation(each);
      requests.add(describe(operation));
      if (!silent) {
        message.addResults(result(each.getId(), reply(operation)));
      }
    }
    return message.build();
  }

  private static Operation operation(ExchangeOperation message) {
    return switch (message.getOperationCase()) {
      case GET -> RequestCodec.get(message.getGet());
      case SET -> RequestCodec.set(message.getSet());
      case DELETE -> RequestCodec.delete(message.getDelete());
      case TOUCH -> RequestCodec.touch(message.getTouch());
      case OPERATION_NOT_SET -> throw new AssertionError("an operation of no kind");
    };
  }

  private static String describe(Operation operation) {
    if (operation instanceof Operation.Get get) {
      return "get"
          + (get.want() == Want.DETAIL ? " without value," : "")
          + (get.reach() == Reach.PEEK ? " peek" : "");
    }
    if (operation instanceof Operation.Set set) {
      return "set ttl=" + (set.ttl().kind() == Ttl.Kind.GIVEN ? set.ttl().millis() : 0);
    }
    if (operation instanceof Operation.Touch touch) {
      Ttl ttl = touch.ttl();
      return "touch "
          + (ttl.kind() == Ttl.Kind.GIVEN ? "ttl=" + ttl.millis() : RequestCodec.expiry(ttl));
    }
    return "delete";
  }

  private Reply reply(Operation operation) {
    Reply.Failed failed = failure.orElse(broken.get(operation.key()));
    if (failed != null) {
      return failed;
    }
    Map<ByteString, ByteString> group = groups.get(operation.group());
    if (group == null) {
      return new Reply.Failed(
          Reason.GROUP_UNKNOWN, "there is no group \"%s\"".formatted(operation.group()));
    }
    ByteString there = group.get(operation.key());
    if (operation instanceof Operation.Get get) {
      return got(get, there);
    }
    if (operation instanceof Operation.Set set) {
      return set(set, group, there);
    }
    if (operation instanceof Operation.Touch touch) {
      return new Reply.Touched(there != null, touch.bring() == Bring.VALUE ? there : null);
    }
    group.remove(operation.key());
    boolean brings = ((Operation.Delete) operation).bring() == Bring.VALUE;
    return new Reply.Deleted(there != null, brings ? there : null);
  }

  private Reply got(Operation.Get get, ByteString there) {
    Detail detail = get.want() == Want.VALUE ? null : DETAIL;
    if (there == null) {
      return new Reply.Absent(
          get.reach() == Reach.SOURCE ? Outcome.NEGATIVE : Outcome.NOT_LOADED, detail);
    }
    return new Reply.Found(get.want() == Want.DETAIL ? ByteString.EMPTY : there, outcome, detail);
  }

  /** Every value there is has the version of the cache, or 1. */
  private Reply set(Operation.Set set, Map<ByteString, ByteString> group, ByteString there) {
    ByteString brought = set.bring() == Bring.VALUE ? there : null;
    long known = there == null ? 0 : Math.max(1, version);
    if (!set.condition().isMetBy(known)) {
      return new Reply.NotStored(known, brought);
    }
    group.put(set.key(), set.value());
    return new Reply.Stored(++version, brought);
  }

  static ExchangeResult result(long id, Reply reply) {
    ExchangeResult.Builder result = ExchangeResult.newBuilder().setId(id);
    if (reply instanceof Reply.Found found) {
      result.setFound(ReplyCodec.found(found));
    } else if (reply instanceof Reply.Absent absent) {
      result.setAbsent(ReplyCodec.absent(absent));
    } else if (reply instanceof Reply.Stored stored) {
      result.setSet(ReplyCodec.stored(stored));
    } else if (reply instanceof Reply.NotStored unmet) {
      result.setNotStored(ReplyCodec.notStored(unmet));
    } else if (reply instanceof Reply.Deleted deleted) {
      result.setDeleted(ReplyCodec.deleted(deleted));
    } else if (reply instanceof Reply.Touched touched) {
      result.setTouched(ReplyCodec.touched(touched));
    } else {
      result.setFailure(ReplyCodec.failure((Reply.Failed) reply));
    }
    return result.build();
  }
}
