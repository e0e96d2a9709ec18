package io.cashew.comparison.naive;

import com.google.protobuf.ByteString;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.GetReply;
import io.cashew.v1.GetRequest;
import io.cashew.v1.SetReply;
import io.cashew.v1.SetRequest;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A map behind unary calls: what the forwarder has for nodes. */
public final class NaiveMap extends CacheGrpc.CacheImplBase {
  private final Map<ByteString, ByteString> values = new ConcurrentHashMap<>();

  private NaiveMap() {}

  /** Serves at a port of the loopback until the process ends. */
  public static void main(String[] arguments) throws Exception {
    serve(Integer.parseInt(arguments[0]), new NaiveMap());
  }

  static void serve(int port, CacheGrpc.CacheImplBase service) throws Exception {
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .addService(service)
            .build()
            .start();
    server.awaitTermination();
  }

  @Override
  public void get(GetRequest request, StreamObserver<GetReply> replies) {
    ByteString value = values.get(request.getKey());
    if (value == null) {
      replies.onError(Status.NOT_FOUND.asRuntimeException());
      return;
    }
    replies.onNext(GetReply.newBuilder().setValue(value).build());
    replies.onCompleted();
  }

  @Override
  public void set(SetRequest request, StreamObserver<SetReply> replies) {
    values.put(request.getKey(), request.getValue());
    replies.onNext(SetReply.getDefaultInstance());
    replies.onCompleted();
  }
}
