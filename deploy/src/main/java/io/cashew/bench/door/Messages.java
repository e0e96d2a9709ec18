package io.cashew.bench.door;

import io.cashew.bench.Request;
import io.cashew.v1.DeleteRequest;
import io.cashew.v1.ExchangeOperation;
import io.cashew.v1.GetManyRequest;
import io.cashew.v1.GetRequest;
import io.cashew.v1.SetRequest;
import io.cashew.v1.TouchRequest;

/** Requests to one group as messages of {@code cashew.v1}. */
record Messages(String group) {
  GetRequest get(Request request, int index) {
    return GetRequest.newBuilder().setGroup(group).setKey(request.key(index)).build();
  }

  GetManyRequest getMany(Request request) {
    GetManyRequest.Builder message = GetManyRequest.newBuilder().setGroup(group);
    for (int i = 0; i < request.count(); i++) {
      message.addKeys(request.key(i));
    }
    return message.build();
  }

  SetRequest set(Request request) {
    return SetRequest.newBuilder()
        .setGroup(group)
        .setKey(request.key(0))
        .setValue(request.value())
        .setTtlMs(request.ttlMillis())
        .build();
  }

  DeleteRequest delete(Request request) {
    return DeleteRequest.newBuilder().setGroup(group).setKey(request.key(0)).build();
  }

  TouchRequest touch(Request request) {
    return TouchRequest.newBuilder()
        .setGroup(group)
        .setKey(request.key(0))
        .setTtlMs(request.ttlMillis())
        .build();
  }

  /** One of the keys of a request, as one operation among many. */
  ExchangeOperation operation(Request request, int index, int id) {
    ExchangeOperation.Builder operation = ExchangeOperation.newBuilder().setId(id);
    return switch (request.verb()) {
      case GET -> operation.setGet(get(request, index)).build();
      case SET -> operation.setSet(set(request)).build();
      case DELETE -> operation.setDelete(delete(request)).build();
      case TOUCH -> operation.setTouch(touch(request)).build();
    };
  }
}
