package io.cashew.rpc.link;

import io.cashew.internal.v1.LinkGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;

/** {@code cashew.internal.v1.Link/Open}, as proxies call it and nodes serve it. */
public final class LinkMethod {
  /** Requests one way, replies the other. */
  public static final MethodDescriptor<LinkBatch<LinkCall>, LinkBatch<LinkResult>> OPEN =
      MethodDescriptor.<LinkBatch<LinkCall>, LinkBatch<LinkResult>>newBuilder()
          .setType(MethodType.BIDI_STREAMING)
          .setFullMethodName(LinkGrpc.getOpenMethod().getFullMethodName())
          .setSchemaDescriptor(LinkGrpc.getOpenMethod().getSchemaDescriptor())
          .setRequestMarshaller(new CallMarshaller())
          .setResponseMarshaller(new ResultMarshaller())
          .build();

  private LinkMethod() {}
}
