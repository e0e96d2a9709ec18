package io.cashew.proxy.door;

import com.google.protobuf.ByteString;
import io.cashew.operation.Operation;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import org.jspecify.annotations.Nullable;

/** What operations and their replies take up in memory, and whose. */
public final class Costs {
  private Costs() {}

  /** Bytes of what is asked with. */
  public static int bytes(Operation operation) {
    int value = operation instanceof Operation.Set set ? set.value().size() : 0;
    return operation.key().size() + value;
  }

  /** Whether a value may answer it. */
  public static boolean mayFind(Operation operation) {
    if (operation instanceof Operation.Get get) {
      return get.want() != Operation.Want.DETAIL;
    } else if (operation instanceof Operation.Set set) {
      return set.bring() == Operation.Bring.VALUE;
    } else if (operation instanceof Operation.Delete delete) {
      return delete.bring() == Operation.Bring.VALUE;
    }
    return operation instanceof Operation.Touch touch && touch.bring() == Operation.Bring.VALUE;
  }

  /** Bytes of the value that a reply brings. */
  public static int valueBytes(Reply reply) {
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
  public static boolean isFromMemory(Reply reply) {
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
