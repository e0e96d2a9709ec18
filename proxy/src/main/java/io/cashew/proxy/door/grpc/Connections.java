package io.cashew.proxy.door.grpc;

import io.cashew.proxy.admission.Admission;
import io.cashew.proxy.door.Connection;
import io.cashew.proxy.tally.RequestCounts;
import io.cashew.rpc.EventLoops;
import io.cashew.rpc.RpcServer;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerCall;
import io.grpc.ServerTransportFilter;
import org.jspecify.annotations.Nullable;

/** Knows the {@link Connection} of each call. */
final class Connections extends ServerTransportFilter {
  private static final Attributes.Key<Connection> CONNECTION =
      Attributes.Key.create("cashew-connection");

  private final Admission admission;
  private final EventLoops loops;
  private final RequestCounts counts;

  Connections(Admission admission, EventLoops loops, RequestCounts counts) {
    this.admission = admission;
    this.loops = loops;
    this.counts = counts;
  }

  /** On the event loop of the connection. */
  @Override
  public Attributes transportReady(Attributes transport) {
    int lane = loops.current();
    Runnable cut = transport.get(RpcServer.CUT);
    Connection opened =
        new Connection(
            String.valueOf(transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)),
            admission.open(lane),
            counts::refused,
            loops.timers(lane),
            cut == null ? () -> {} : cut);
    return transport.toBuilder().set(CONNECTION, opened).build();
  }

  /** {@code transport}: null if it never was ready. */
  @Override
  public void transportTerminated(@Nullable Attributes transport) {
    Connection closed = transport == null ? null : transport.get(CONNECTION);
    if (closed != null) {
      closed.close();
    }
  }

  static Connection of(ServerCall<?, ?> call) {
    Connection connection = call.getAttributes().get(CONNECTION);
    if (connection == null) {
      throw new IllegalStateException("a call on a connection that nobody knows");
    }
    return connection;
  }
}
