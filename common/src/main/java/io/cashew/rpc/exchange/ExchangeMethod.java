package io.cashew.rpc.exchange;

import io.cashew.v1.CacheGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.util.List;

/** {@code cashew.v1.Cache/Exchange} in terms of operations and replies. */
public final class ExchangeMethod {
  /** Operations one way, replies the other, each several in a message. */
  public static final MethodDescriptor<List<ExchangeCall>, List<ExchangeAnswer>> EXCHANGE =
      MethodDescriptor.<List<ExchangeCall>, List<ExchangeAnswer>>newBuilder()
          .setType(MethodType.BIDI_STREAMING)
          .setFullMethodName(CacheGrpc.getExchangeMethod().getFullMethodName())
          .setSchemaDescriptor(CacheGrpc.getExchangeMethod().getSchemaDescriptor())
          .setRequestMarshaller(new CallMarshaller())
          .setResponseMarshaller(new AnswerMarshaller())
          .build();

  private ExchangeMethod() {}
}
