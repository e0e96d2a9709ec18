package io.cashew.proxy.door.resp;

import com.google.protobuf.ByteString;
import io.cashew.operation.Limits;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import org.jspecify.annotations.Nullable;

/** The key that an argument names, and its group. */
record Target(String group, ByteString key) {
  /**
   * Of an argument.
   *
   * @throws CashewException with {@link Reason#GROUP_UNKNOWN} or {@link Reason#GROUP_NAME} if it
   *     names none and there is no default
   */
  static Target of(Request request, int argument, KeySpace keys) {
    int start = request.start(argument);
    int length = request.length(argument);
    String named = keys.groupNamedBy(request.buffer(), start, length);
    if (named != null) {
      int prefix = named.length() + 1;
      return new Target(named, request.bytes(start + prefix, length - prefix));
    }
    @Nullable String byDefault = keys.defaultGroup().orElse(null);
    if (byDefault == null) {
      return ofUnknownGroup(request, start, length);
    }
    if (!keys.isKnown()) { // it may well begin with a group's name
      throw new CashewException(
          Reason.STORE_DOWN, "this proxy does not know yet which groups there are: try again");
    }
    return new Target(byDefault, request.bytes(start, length));
  }

  /** The node that owns the key knows whether there is such a group; it may be a new one. */
  private static Target ofUnknownGroup(Request request, int start, int length) {
    int colon = request.buffer().indexOf(start, start + length, (byte) ':');
    if (colon <= start || colon - start > Limits.GROUP_CHARACTERS) {
      throw new CashewException(
          Reason.GROUP_UNKNOWN,
          "the key begins with no group's name: write group:key, or set proxy.resp-group to the"
              + " group of such keys");
    }
    String group = request.bytes(start, colon - start).toStringUtf8();
    Limits.checkGroup(group);
    return new Target(group, request.bytes(colon + 1, start + length - colon - 1));
  }
}
