package io.cashew.proxy.door.resp;

import io.cashew.operation.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Failures among several replies. */
final class Failures {
  private Failures() {}

  /** The first; null if there is none. */
  static Reply.@Nullable Failed first(List<Reply> replies) {
    for (Reply reply : replies) {
      if (reply instanceof Reply.Failed failed) {
        return failed;
      }
    }
    return null;
  }
}
