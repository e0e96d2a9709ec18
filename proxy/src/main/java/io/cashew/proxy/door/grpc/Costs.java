package io.cashew.proxy.door.grpc;

import com.google.protobuf.ByteString;
import io.cashew.operation.Operation;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.v1.ExchangeOperation;
import org.jspecify.annotations.Nullable;

/** What operations and their replies take up in memory, and whose. */
final class Costs {
  private Costs() {}

  /** Bytes of what is asked with. */
  static int bytes(Operation operation) {
    int value = operation instanceof Operation.Set set ? set.value().size() : 0;
    return operation.key().size() + value;
  }

  /** The same, before it is known to be well-formed. */
  static int bytes(ExchangeOperation operation) {
    return switch (operation.getOperationCase()) {
      case GET -> operation.getGet().getKey().size();
      case SET -> operation.getSet().getKey().size() + operation.getSet().getValue().size();
      case DELETE -> operation.getDelete().getKey().size();
      case TOUCH -> operation.getTouch().getKey().size();
      case OPERATION_NOT_SET -> 0;
    };
  }

  /** Whether a value may answer it. */
  static boolean mayFind(Operation operation) {
    if (operation instanceof Operation.Get get) {
      return get.want() != Operation.Want.DETAIL;
    } else if (operation instanceof Operation.Set set) {
      return set.bring() == Operation.Bring.VALUE;
    } else if (operation instanceof Operation.Delete delete) {
      return delete.bring() == Operation.Bring.VALUE;
    }
    return operation instanceof Operation.Touch touch && touch.bring() == Operation.Bring.VALUE;
  }

  /** The same, before it is known to be well-formed. */
  static boolean mayFind(ExchangeOperation operation) {
    return switch (operation.getOperationCase()) {
      case GET -> !operation.getGet().getWithoutValue();
      case SET -> operation.getSet().getWithPrevious();
      case DELETE -> operation.getDelete().getWithPrevious();
      case TOUCH -> operation.getTouch().getWithValue();
      case OPERATION_NOT_SET -> false;
    };
  }

  /** Bytes of the value that a reply brings. */
  static int valueBytes(Reply reply) {
    if (reply instanceof Reply.Found found) {
      return found.value().size();
    } else if (reply instanceof Reply.Stored stored) {
      return size(stored.previous());
    } else if (reply instanceof Reply.NotStored unmet) {
      return size(unmet.value());
    } else if (reply instanceof Reply.Deleted deleted) {
      return size(deleted.previous());
    }
    return reply instanceof Reply.Touched touched ? size(touched.value()) : 0;
  }

  /** Whether no source was asked: then the time it took tells of the proxy and its nodes. */
  static boolean isFromMemory(Reply reply) {
    if (reply instanceof Reply.Found found) {
      return isFromMemory(found.outcome());
    } else if (reply instanceof Reply.Absent absent) {
      return isFromMemory(absent.outcome());
    }
    return !(reply instanceof Reply.Failed);
  }

  private static boolean isFromMemory(Outcome outcome) {
    return switch (outcome) {
      case HIT, NEGATIVE, NOT_LOADED -> true;
      case MISS_LOADED, COALESCED, STALE, GUTTER -> false;
    };
  }

  private static int size(@Nullable ByteString value) {
    return value == null ? 0 : value.size();
  }
}
