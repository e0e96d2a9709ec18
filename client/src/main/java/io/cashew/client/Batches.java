package io.cashew.client;

import com.google.protobuf.ByteString;
import io.cashew.operation.Condition;
import io.cashew.operation.Limits;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Ttl;
import io.cashew.rpc.RequestCodec;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.DeleteManyRequest;
import io.cashew.v1.GetManyRequest;
import io.cashew.v1.SetManyRequest;
import java.util.Map;
import java.util.Set;

/** Requests of many keys. Everything here throws on a broken limit. */
final class Batches {
  private Batches() {}

  static GetManyRequest get(String group, Set<ByteString> keys, Want want, Reach reach) {
    check(group, keys);
    return GetManyRequest.newBuilder()
        .setGroup(group)
        .addAllKeys(keys)
        .setWithDetail(want == Want.VALUE_AND_DETAIL)
        .setWithoutValue(want == Want.DETAIL)
        .setNoLoad(reach == Reach.MEMORY)
        .setPeek(reach == Reach.PEEK)
        .build();
  }

  static DeleteManyRequest delete(String group, Set<ByteString> keys) {
    check(group, keys);
    return DeleteManyRequest.newBuilder().setGroup(group).addAllKeys(keys).build();
  }

  static SetManyRequest set(
      String group, Map<ByteString, ByteString> values, Ttl ttl, Condition condition) {
    checkCount(group, values.size());
    SetManyRequest.Builder request =
        SetManyRequest.newBuilder().setGroup(group).setExpiry(RequestCodec.expiry(ttl));
    if (ttl.kind() == Ttl.Kind.GIVEN) {
      request.setTtlMs(ttl.millis());
    }
    long bytes = 0;
    for (Map.Entry<ByteString, ByteString> each : values.entrySet()) {
      bytes += each.getKey().size() + each.getValue().size();
      request.addEntries(
          RequestCodec.entry(
              new Operation.Set(
                  group, each.getKey(), each.getValue(), ttl, condition, Bring.NOTHING)));
    }
    if (bytes > Limits.BATCH_BYTES) {
      throw new CashewException(
          Reason.BATCH_TOO_LARGE,
          "%,d bytes at once: %,d at most; set them in parts".formatted(bytes, Limits.BATCH_BYTES));
    }
    return request.build();
  }

  private static void check(String group, Set<ByteString> keys) {
    checkCount(group, keys.size());
    keys.forEach(Limits::checkKey);
  }

  private static void checkCount(String group, int keys) {
    Limits.checkGroup(group);
    if (keys > Limits.BATCH_KEYS) {
      throw new CashewException(
          Reason.BATCH_TOO_LARGE,
          "%,d keys at once: %,d at most; ask in parts".formatted(keys, Limits.BATCH_KEYS));
    }
  }
}
