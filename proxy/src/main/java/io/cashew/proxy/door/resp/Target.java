package io.cashew.proxy.door.resp;

import com.google.protobuf.ByteString;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import org.jspecify.annotations.Nullable;

/** The key that an argument names, and its group. */
record Target(String group, ByteString key) {
  /**
   * Of an argument.
   *
   * @throws CashewException with {@link Reason#GROUP_UNKNOWN} if it names no group and there is no
   *     default
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
      throw new CashewException(
          Reason.GROUP_UNKNOWN,
          "the key begins with no group's name: write group:key, or set proxy.resp-group to the"
              + " group of such keys");
    }
    return new Target(byDefault, request.bytes(start, length));
  }
}
