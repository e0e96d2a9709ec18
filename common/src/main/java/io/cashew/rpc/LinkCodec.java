package io.cashew.rpc;

import com.google.protobuf.UnsafeByteOperations;
import io.cashew.internal.v1.LinkFailure;
import io.cashew.internal.v1.LinkReply;
import io.cashew.internal.v1.LinkRequest;
import io.cashew.internal.v1.StaleRing;
import io.cashew.operation.Condition;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.operation.RoutedOperation.Role;
import io.cashew.operation.Ttl;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.telemetry.TraceContext;
import org.jspecify.annotations.Nullable;

/** Between operations and what proxies and nodes say to each other. */
public final class LinkCodec {
  private LinkCodec() {}

  /** What a proxy sends that is not traced. {@code deadlineMillis}: left at this moment. */
  public static LinkRequest encode(long id, RoutedOperation routed, int deadlineMillis) {
    return encode(id, routed, deadlineMillis, null);
  }

  /** The same. {@code trace}: the proxy's span; null: it is not traced. */
  public static LinkRequest encode(
      long id, RoutedOperation routed, int deadlineMillis, @Nullable TraceContext trace) {
    Operation operation = routed.operation();
    LinkRequest.Builder request =
        LinkRequest.newBuilder()
            .setId(id)
            .setPartition(routed.partition())
            .setSince(routed.since())
            .setHash(routed.hash())
            .setDeadlineMs(deadlineMillis)
            .setGroup(operation.group())
            .setKey(operation.key())
            .setStandIn(routed.role() == Role.STAND_IN);
    if (operation instanceof Operation.Get get) {
      request.setGet(get(get));
    } else if (operation instanceof Operation.Set set) {
      request.setSet(set(set));
    } else if (operation instanceof Operation.Delete delete) {
      request.setDelete(delete.bring() == Bring.VALUE ? DELETE_WITH_PREVIOUS : DELETE);
    } else if (operation instanceof Operation.Touch touch) {
      request.setTouch(touch(touch));
    }
    if (trace != null) {
      request
          .setTrace(UnsafeByteOperations.unsafeWrap(trace.toBytes()))
          .setTraceState(trace.state());
    }
    return request.build();
  }

  /** The proxy's span; null if the operation is not traced. */
  public static @Nullable TraceContext trace(LinkRequest request) {
    return request.getTrace().isEmpty()
        ? null
        : TraceContext.ofBytes(request.getTrace().toByteArray(), request.getTraceState());
  }

  private static final LinkRequest.Get GET = LinkRequest.Get.getDefaultInstance();
  private static final LinkRequest.Delete DELETE = LinkRequest.Delete.getDefaultInstance();
  private static final LinkRequest.Delete DELETE_WITH_PREVIOUS =
      LinkRequest.Delete.newBuilder().setWithPrevious(true).build();

  private static LinkRequest.Get get(Operation.Get get) {
    if (get.want() == Want.VALUE && get.reach() == Reach.SOURCE) {
      return GET; // nearly all are
    }
    return LinkRequest.Get.newBuilder()
        .setWithDetail(get.want() == Want.VALUE_AND_DETAIL)
        .setWithoutValue(get.want() == Want.DETAIL)
        .setNoLoad(get.reach() == Reach.MEMORY)
        .setPeek(get.reach() == Reach.PEEK)
        .build();
  }

  private static LinkRequest.Set set(Operation.Set set) {
    LinkRequest.Set.Builder message =
        LinkRequest.Set.newBuilder()
            .setValue(set.value())
            .setExpiry(RequestCodec.expiry(set.ttl()))
            .setWithPrevious(set.bring() == Bring.VALUE);
    if (set.ttl().kind() == Ttl.Kind.GIVEN) {
      message.setTtlMs(set.ttl().millis());
    }
    switch (set.condition().kind()) {
      case ALWAYS -> {}
      case IF_ABSENT -> message.setIfAbsent(true);
      case IF_PRESENT -> message.setIfPresent(true);
      case IF_VERSION -> message.setIfVersion(set.condition().version());
    }
    return message.build();
  }

  private static LinkRequest.Touch touch(Operation.Touch touch) {
    LinkRequest.Touch.Builder message =
        LinkRequest.Touch.newBuilder()
            .setExpiry(RequestCodec.expiry(touch.ttl()))
            .setWithValue(touch.bring() == Bring.VALUE);
    if (touch.ttl().kind() == Ttl.Kind.GIVEN) {
      message.setTtlMs(touch.ttl().millis());
    }
    return message.build();
  }

  /**
   * What a node was sent.
   *
   * @throws CashewException if a limit is broken or the kind of operation is not known
   */
  public static RoutedOperation decode(LinkRequest request) {
    Operation operation = operation(request);
    return new RoutedOperation(
        operation,
        request.getPartition(),
        request.getSince(),
        request.getHash(),
        request.getStandIn() && RoutedOperation.mayBeStoodInFor(operation)
            ? Role.STAND_IN
            : Role.OWNER);
  }

  private static Operation operation(LinkRequest request) {
    return switch (request.getOperationCase()) {
      case GET -> get(request, request.getGet());
      case SET -> set(request, request.getSet());
      case DELETE ->
          new Operation.Delete(
              request.getGroup(),
              request.getKey(),
              RequestCodec.bring(request.getDelete().getWithPrevious()));
      case TOUCH -> touch(request, request.getTouch());
      case OPERATION_NOT_SET ->
          throw new CashewException(
              Reason.OPERATION_UNKNOWN,
              "the node does not know this kind of operation: upgrade it before the proxies");
    };
  }

  private static Operation get(LinkRequest request, LinkRequest.Get get) {
    return new Operation.Get(
        request.getGroup(),
        request.getKey(),
        RequestCodec.want(get.getWithDetail(), get.getWithoutValue()),
        RequestCodec.reach(get.getNoLoad(), get.getPeek()));
  }

  private static Operation set(LinkRequest request, LinkRequest.Set set) {
    return new Operation.Set(
        request.getGroup(),
        request.getKey(),
        set.getValue(),
        RequestCodec.ttl(set.hasTtlMs(), set.getTtlMs(), set.getExpiry()),
        switch (set.getConditionCase()) {
          case IF_ABSENT -> RequestCodec.ifAbsent(set.getIfAbsent());
          case IF_PRESENT -> RequestCodec.ifPresent(set.getIfPresent());
          case IF_VERSION -> Condition.ifVersion(set.getIfVersion());
          case CONDITION_NOT_SET -> Condition.ALWAYS;
        },
        RequestCodec.bring(set.getWithPrevious()));
  }

  private static Operation touch(LinkRequest request, LinkRequest.Touch touch) {
    return new Operation.Touch(
        request.getGroup(),
        request.getKey(),
        RequestCodec.ttl(touch.hasTtlMs(), touch.getTtlMs(), touch.getExpiry()),
        RequestCodec.bring(touch.getWithValue()));
  }

  /** What a node answers. */
  public static LinkReply encode(long id, Reply reply) {
    LinkReply.Builder message = LinkReply.newBuilder().setId(id);
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
    } else if (reply instanceof Reply.StaleRing stale) {
      message.setStaleRing(StaleRing.newBuilder().setEpoch(stale.epoch()));
    } else if (reply instanceof Reply.Failed failed) {
      message.setFailure(
          LinkFailure.newBuilder().setReason(failed.reason().name()).setMessage(failed.message()));
    }
    return message.build();
  }

  /** What a proxy was answered. */
  public static Reply decode(LinkReply reply) {
    return switch (reply.getReplyCase()) {
      case FOUND -> ReplyCodec.found(reply.getFound());
      case ABSENT -> ReplyCodec.absent(reply.getAbsent());
      case SET -> ReplyCodec.stored(reply.getSet());
      case NOT_STORED -> ReplyCodec.notStored(reply.getNotStored());
      case DELETED -> ReplyCodec.deleted(reply.getDeleted());
      case TOUCHED -> ReplyCodec.touched(reply.getTouched());
      case STALE_RING -> new Reply.StaleRing(reply.getStaleRing().getEpoch());
      case FAILURE ->
          new Reply.Failed(
              Reason.named(reply.getFailure().getReason()).orElse(Reason.INTERNAL),
              reply.getFailure().getMessage());
      case REPLY_NOT_SET ->
          new Reply.Failed(Reason.INTERNAL, "the node answered in a way this proxy does not know");
    };
  }
}
