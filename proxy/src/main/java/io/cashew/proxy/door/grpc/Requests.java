package io.cashew.proxy.door.grpc;

import com.google.protobuf.ByteString;
import io.cashew.operation.Limits;
import io.cashew.operation.Operation;
import io.cashew.operation.Ttl;
import io.cashew.rpc.RequestCodec;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.DeleteManyRequest;
import io.cashew.v1.GetManyRequest;
import io.cashew.v1.SetEntry;
import io.cashew.v1.SetManyRequest;

/** From the public API's messages to operations. Everything here throws on a broken limit. */
final class Requests {
  private Requests() {}

  static Operation get(GetManyRequest request, int index) {
    return new Operation.Get(
        request.getGroup(),
        request.getKeys(index),
        RequestCodec.want(request.getWithDetail(), request.getWithoutValue()),
        RequestCodec.reach(request.getNoLoad(), request.getPeek()));
  }

  static Operation delete(DeleteManyRequest request, int index) {
    return new Operation.Delete(request.getGroup(), request.getKeys(index));
  }

  static Operation set(SetManyRequest request, int index) {
    Ttl otherwise = RequestCodec.ttl(request.hasTtlMs(), request.getTtlMs(), request.getExpiry());
    return RequestCodec.set(request.getGroup(), request.getEntries(index), otherwise);
  }

  static void checkBatch(GetManyRequest request) {
    checkBatch(request.getGroup(), request.getKeysCount(), bytes(request.getKeysList()));
  }

  static void checkBatch(DeleteManyRequest request) {
    checkBatch(request.getGroup(), request.getKeysCount(), bytes(request.getKeysList()));
  }

  static void checkBatch(SetManyRequest request) {
    long bytes = 0;
    for (SetEntry entry : request.getEntriesList()) {
      bytes += entry.getKey().size() + entry.getValue().size();
    }
    checkBatch(request.getGroup(), request.getEntriesCount(), bytes);
  }

  private static void checkBatch(String group, int keys, long bytes) {
    Limits.checkGroup(group);
    if (keys > Limits.BATCH_KEYS || bytes > Limits.BATCH_BYTES) {
      throw new CashewException(
          Reason.BATCH_TOO_LARGE,
          "a batch of %,d keys and %,d bytes (expected: at most %,d keys and %,d bytes); split it"
              .formatted(keys, bytes, Limits.BATCH_KEYS, Limits.BATCH_BYTES));
    }
  }

  private static long bytes(Iterable<ByteString> keys) {
    long bytes = 0;
    for (ByteString key : keys) {
      bytes += key.size();
    }
    return bytes;
  }
}
