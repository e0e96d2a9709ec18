package io.cashew.proxy.door.grpc;

import io.cashew.operation.Reply;
import io.cashew.rpc.ReplyCodec;
import io.cashew.status.Reason;
import io.cashew.v1.DeleteResult;
import io.cashew.v1.GetResult;
import io.cashew.v1.SetResult;

/** From replies to the public API's messages, for operations that came several at a time. */
final class Results {
  private Results() {}

  static GetResult got(Reply reply) {
    GetResult.Builder result = GetResult.newBuilder();
    if (reply instanceof Reply.Found found) {
      result.setFound(ReplyCodec.found(found));
    } else if (reply instanceof Reply.Absent absent) {
      result.setAbsent(ReplyCodec.absent(absent));
    } else {
      result.setFailure(ReplyCodec.failure(failure(reply)));
    }
    return result.build();
  }

  static SetResult set(Reply reply) {
    SetResult.Builder result = SetResult.newBuilder();
    if (reply instanceof Reply.Stored stored) {
      result.setDone(ReplyCodec.stored(stored));
    } else if (reply instanceof Reply.NotStored unmet) {
      result.setNotStored(ReplyCodec.notStored(unmet));
    } else {
      result.setFailure(ReplyCodec.failure(failure(reply)));
    }
    return result.build();
  }

  static DeleteResult deleted(Reply reply) {
    DeleteResult.Builder result = DeleteResult.newBuilder();
    if (reply instanceof Reply.Deleted deleted) {
      result.setDone(ReplyCodec.deleted(deleted));
    } else {
      result.setFailure(ReplyCodec.failure(failure(reply)));
    }
    return result.build();
  }

  /** The failure a reply is, or, if it is none and fits nothing, a defect of ours. */
  static Reply.Failed failure(Reply reply) {
    return reply instanceof Reply.Failed failed
        ? failed
        : new Reply.Failed(
            Reason.INTERNAL, "the node's reply does not fit the request: " + reply.getClass());
  }
}
