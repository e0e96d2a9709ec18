package io.cashew.rpc;

import io.cashew.internal.v1.LinkFailure;
import io.cashew.internal.v1.LinkReply;
import io.cashew.internal.v1.LinkRequest;
import io.cashew.internal.v1.StaleRing;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.operation.RoutedOperation.Role;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.DeleteReply;
import io.cashew.v1.SetReply;
import io.cashew.v1.TouchReply;

/** Between operations and what proxies and nodes say to each other. */
public final class LinkCodec {
  private LinkCodec() {}

  /** What a proxy sends. {@code deadlineMillis}: left at this moment. */
  public static LinkRequest encode(long id, RoutedOperation routed, int deadlineMillis) {
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
      request.setGet(get.want() == Want.VALUE ? GET : GET_WITH_DETAIL);
    } else if (operation instanceof Operation.Set set) {
      LinkRequest.Set.Builder message = LinkRequest.Set.newBuilder().setValue(set.value());
      if (set.ttlMillis() != Operation.GROUP_TTL) {
        message.setTtlMs(set.ttlMillis());
      }
      request.setSet(message);
    } else if (operation instanceof Operation.Delete) {
      request.setDelete(LinkRequest.Delete.getDefaultInstance());
    } else if (operation instanceof Operation.Touch touch) {
      LinkRequest.Touch.Builder message = LinkRequest.Touch.newBuilder();
      if (touch.ttlMillis() != Operation.GROUP_TTL) {
        message.setTtlMs(touch.ttlMillis());
      }
      request.setTouch(message);
    }
    return request.build();
  }

  private static final LinkRequest.Get GET = LinkRequest.Get.getDefaultInstance();
  private static final LinkRequest.Get GET_WITH_DETAIL =
      LinkRequest.Get.newBuilder().setWithDetail(true).build();

  /**
   * What a node was sent.
   *
   * @throws CashewException if a limit is broken or the kind of operation is not known
   */
  public static RoutedOperation decode(LinkRequest request) {
    return new RoutedOperation(
        operation(request),
        request.getPartition(),
        request.getSince(),
        request.getHash(),
        request.getStandIn() && request.hasGet() ? Role.STAND_IN : Role.OWNER);
  }

  private static Operation operation(LinkRequest request) {
    String group = request.getGroup();
    return switch (request.getOperationCase()) {
      case GET ->
          new Operation.Get(
              group,
              request.getKey(),
              request.getGet().getWithDetail() ? Want.VALUE_AND_DETAIL : Want.VALUE);
      case SET ->
          new Operation.Set(
              group, request.getKey(), request.getSet().getValue(), request.getSet().getTtlMs());
      case DELETE -> new Operation.Delete(group, request.getKey());
      case TOUCH -> new Operation.Touch(group, request.getKey(), request.getTouch().getTtlMs());
      case OPERATION_NOT_SET ->
          throw new CashewException(
              Reason.OPERATION_UNKNOWN,
              "the node does not know this kind of operation: upgrade it before the proxies");
    };
  }

  /** What a node answers. */
  public static LinkReply encode(long id, Reply reply) {
    LinkReply.Builder message = LinkReply.newBuilder().setId(id);
    if (reply instanceof Reply.Found found) {
      message.setFound(ReplyCodec.found(found));
    } else if (reply instanceof Reply.Absent absent) {
      message.setAbsent(ReplyCodec.absent(absent));
    } else if (reply instanceof Reply.Stored stored) {
      message.setSet(SetReply.newBuilder().setVersion(stored.version()));
    } else if (reply instanceof Reply.Deleted deleted) {
      message.setDeleted(DeleteReply.newBuilder().setExisted(deleted.existed()));
    } else if (reply instanceof Reply.Touched touched) {
      message.setTouched(TouchReply.newBuilder().setExisted(touched.existed()));
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
      case SET -> new Reply.Stored(reply.getSet().getVersion());
      case DELETED -> new Reply.Deleted(reply.getDeleted().getExisted());
      case TOUCHED -> new Reply.Touched(reply.getTouched().getExisted());
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
