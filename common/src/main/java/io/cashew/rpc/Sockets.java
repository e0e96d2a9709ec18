package io.cashew.rpc;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sockets of a server's clients, by the addresses they come from: gRPC lets go of none. Sees
 * them as they are accepted, and gives each connection the means to cut it.
 */
@ChannelHandler.Sharable
final class Sockets extends ChannelInboundHandlerAdapter {
  private final Map<SocketAddress, Channel> open = new ConcurrentHashMap<>();

  /** One was accepted. */
  @Override
  public void channelRead(ChannelHandlerContext listening, Object accepted) {
    Channel socket = (Channel) accepted;
    SocketAddress from = socket.remoteAddress();
    if (from != null) { // else it has gone already
      open.put(from, socket);
      ChannelFuture unused = socket.closeFuture().addListener(closed -> open.remove(from, socket));
    }
    listening.fireChannelRead(accepted);
  }

  /** How many are open. */
  int count() {
    return open.size();
  }

  /** Gives connections their {@link RpcServer#CUT}. */
  ServerTransportFilter filter() {
    return new ServerTransportFilter() {
      @Override
      public Attributes transportReady(Attributes transport) {
        SocketAddress from = transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        return transport.toBuilder().set(RpcServer.CUT, () -> cut(from)).build();
      }
    };
  }

  private void cut(SocketAddress from) {
    Channel socket = from == null ? null : open.get(from);
    if (socket != null) {
      ChannelHandlerContext first = socket.pipeline().firstContext();
      // HTTP/2's own close would wait for streams that may never end.
      ChannelFuture unused = first == null ? socket.close() : first.close();
    }
  }
}
