package io.cashew.proxy.door.http;

import com.google.protobuf.ByteString;
import io.cashew.operation.Condition;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Ttl;
import java.util.Optional;

/**
 * A key that a batch names, and what it is to be set to. Nothing of it is checked yet.
 *
 * @param ttl as it is written; empty: the group's
 * @param ifVersion as it is written; empty: whatever the version
 */
record JsonEntry(
    ByteString key,
    ByteString value,
    Optional<String> ttl,
    Condition condition,
    Optional<String> ifVersion) {
  /** Alone. */
  static JsonEntry ofKey(ByteString key) {
    return new JsonEntry(
        key, ByteString.EMPTY, Optional.empty(), Condition.ALWAYS, Optional.empty());
  }

  /** Throws {@link io.cashew.status.CashewException} if a limit is broken. */
  Operation set(String group) {
    return new Operation.Set(
        group,
        key,
        value,
        ttl.map(Spans::ttl).orElse(Ttl.GROUP),
        ifVersion.map(Conditions::ofVersion).orElse(condition),
        Bring.NOTHING);
  }
}
