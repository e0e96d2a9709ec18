package io.cashew.comparison.naive;

import com.google.protobuf.ByteString;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.GetReply;
import io.cashew.v1.GetRequest;
import io.cashew.v1.SetReply;
import io.cashew.v1.SetRequest;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;

/** Passes each call on to the map that the key's hash names, and the answer back. */
public final class NaiveForwarder extends CacheGrpc.CacheImplBase {
  private final List<CacheGrpc.CacheStub> maps = new ArrayList<>();

  private NaiveForwarder(String[] arguments) {
    for (int i = 1; i < arguments.length; i++) {
      maps.add(
          CacheGrpc.newStub(
              NettyChannelBuilder.forAddress("127.0.0.1", Integer.parseInt(arguments[i]))
                  .usePlaintext()
                  .build()));
    }
  }

  /** Arguments: the port of the loopback to serve at, then those of the maps. */
  public static void main(String[] arguments) throws Exception {
    NaiveMap.serve(Integer.parseInt(arguments[0]), new NaiveForwarder(arguments));
  }

  @Override
  public void get(GetRequest request, StreamObserver<GetReply> replies) {
    mapOf(request.getKey()).get(request, replies);
  }

  @Override
  public void set(SetRequest request, StreamObserver<SetReply> replies) {
    mapOf(request.getKey()).set(request, replies);
  }

  private CacheGrpc.CacheStub mapOf(ByteString key) {
    return maps.get(Math.floorMod(key.hashCode(), maps.size()));
  }
}
