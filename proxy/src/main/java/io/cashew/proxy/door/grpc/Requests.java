package io.cashew.proxy.door.grpc;

import com.google.protobuf.ByteString;
import io.cashew.operation.Limits;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Want;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.DeleteManyRequest;
import io.cashew.v1.DeleteRequest;
import io.cashew.v1.ExchangeOperation;
import io.cashew.v1.GetManyRequest;
import io.cashew.v1.GetRequest;
import io.cashew.v1.SetEntry;
import io.cashew.v1.SetManyRequest;
import io.cashew.v1.SetRequest;
import io.cashew.v1.TouchRequest;

/** From the public API's messages to operations. Everything here throws on a broken limit. */
final class Requests {
  private Requests() {}

  static Operation get(GetRequest request) {
    return new Operation.Get(request.getGroup(), request.getKey(), want(request.getWithDetail()));
  }

  static Operation set(SetRequest request) {
    return new Operation.Set(
        request.getGroup(),
        request.getKey(),
        request.getValue(),
        request.hasTtlMs() ? explicit(request.getTtlMs()) : Operation.GROUP_TTL);
  }

  static Operation delete(DeleteRequest request) {
    return new Operation.Delete(request.getGroup(), request.getKey());
  }

  static Operation touch(TouchRequest request) {
    return new Operation.Touch(
        request.getGroup(),
        request.getKey(),
        request.hasTtlMs() ? explicit(request.getTtlMs()) : Operation.GROUP_TTL);
  }

  static Operation exchanged(ExchangeOperation operation) {
    return switch (operation.getOperationCase()) {
      case GET -> get(operation.getGet());
      case SET -> set(operation.getSet());
      case DELETE -> delete(operation.getDelete());
      case TOUCH -> touch(operation.getTouch());
      case OPERATION_NOT_SET ->
          throw new CashewException(
              Reason.OPERATION_UNKNOWN,
              "operation %d is none of get, set, delete, touch".formatted(operation.getId()));
    };
  }

  static Operation get(GetManyRequest request, int index) {
    return new Operation.Get(
        request.getGroup(), request.getKeys(index), want(request.getWithDetail()));
  }

  static Operation delete(DeleteManyRequest request, int index) {
    return new Operation.Delete(request.getGroup(), request.getKeys(index));
  }

  static Operation set(SetManyRequest request, int index) {
    SetEntry entry = request.getEntries(index);
    long ttl = Operation.GROUP_TTL;
    if (entry.hasTtlMs()) {
      ttl = explicit(entry.getTtlMs());
    } else if (request.hasTtlMs()) {
      ttl = explicit(request.getTtlMs());
    }
    return new Operation.Set(request.getGroup(), entry.getKey(), entry.getValue(), ttl);
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

  private static Want want(boolean withDetail) {
    return withDetail ? Want.VALUE_AND_DETAIL : Want.VALUE;
  }

  /** Zero means the group's inside; a client that says zero is asking for something else. */
  private static long explicit(long ttlMillis) {
    if (ttlMillis == 0) {
      throw new CashewException(
          Reason.TTL_OUT_OF_RANGE,
          "a time to live of 0 ms: leave it out for the group's, or delete the key");
    }
    return ttlMillis;
  }
}
