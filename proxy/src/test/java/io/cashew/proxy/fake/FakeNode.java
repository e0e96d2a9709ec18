package io.cashew.proxy.fake;

import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.internal.v1.LinkGrpc;
import io.cashew.internal.v1.LinkReplies;
import io.cashew.internal.v1.LinkReply;
import io.cashew.internal.v1.LinkRequest;
import io.cashew.internal.v1.LinkRequests;
import io.cashew.lifecycle.Part;
import io.cashew.operation.Operation;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.rpc.EventLoops;
import io.cashew.rpc.LinkCodec;
import io.cashew.rpc.RpcServer;
import io.cashew.rpc.TurnWriter;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A storage node on a loopback port that keeps nothing: it answers as the test says, at once, later
 * or never. Thread-safe.
 */
public final class FakeNode implements Part {
  private static final HostAndPort ANY_PORT = HostAndPort.fromParts("127.0.0.1", 0);

  /** Says much about streams that break, which is what tests make them do. Held: JUL forgets. */
  private static final Logger GRPC_LOG = Logger.getLogger("io.grpc");

  static {
    GRPC_LOG.setLevel(Level.SEVERE);
  }

  private final String id;
  private final EventLoops loops;
  private final RpcServer server;
  private final Queue<Received> received = new ConcurrentLinkedQueue<>();
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger messages = new AtomicInteger();
  private volatile Behaviour behaviour = FakeNode::serve;
  private volatile boolean reading = true;
  private volatile long lastSentAt;

  private FakeNode(String id, HostAndPort listen) {
    this.id = id;
    this.loops = EventLoops.start(id, 1);
    this.server = RpcServer.start(loops, listen, List.of(new Link()));
  }

  /** What the node says to an operation; empty: nothing. */
  @FunctionalInterface
  public interface Behaviour {
    Optional<Reply> reply(RoutedOperation operation);
  }

  /** A node that answers every operation. */
  public static FakeNode start(String id) {
    return new FakeNode(id, ANY_PORT);
  }

  /** The same on a certain port. */
  public static FakeNode start(String id, HostAndPort listen) {
    return new FakeNode(id, listen);
  }

  /** A get finds its key as the value; everything else has been done. */
  public static Optional<Reply> serve(RoutedOperation routed) {
    Operation operation = routed.operation();
    if (operation instanceof Operation.Get) {
      return Optional.of(new Reply.Found(operation.key(), Outcome.HIT, null));
    } else if (operation instanceof Operation.Set) {
      return Optional.of(new Reply.Stored(1));
    } else if (operation instanceof Operation.Delete) {
      return Optional.of(new Reply.Deleted(true));
    }
    return Optional.of(new Reply.Touched(true));
  }

  public static Optional<Reply> silence(RoutedOperation routed) {
    return Optional.empty();
  }

  public void behave(Behaviour next) {
    behaviour = next;
  }

  /** Reads nothing more from the streams that are open, nor from those opened from now on. */
  public void stopReading() {
    reading = false;
  }

  public HostAndPort address() {
    return server.address();
  }

  public Member member() {
    return new Member(new NodeId(id), address(), "", 1, 1, Member.Intent.STAY);
  }

  /** Everything asked of it, in order. */
  public List<Received> received() {
    return List.copyOf(received);
  }

  /** Messages that carried what it was asked. */
  public int messages() {
    return messages.get();
  }

  /** Tells everyone who is connected that it has taken in so many messages. */
  public void tellTaken(long count) {
    open.forEach(connection -> connection.tellTaken(count));
  }

  /** Tells everyone who is connected that its clock shows this. */
  public void tellClock(long nanos) {
    open.forEach(connection -> connection.tellClock(nanos));
  }

  /** When the last message was sent, as it said. */
  public long lastSentAt() {
    return lastSentAt;
  }

  /** Streams ever opened to it. */
  public int streamsOpened() {
    return opened.get();
  }

  /** Streams that are open. */
  public int streamsOpen() {
    return open.size();
  }

  /** Every open stream ends with an error. */
  public void breakStreams() {
    open.forEach(Connection::breakOff);
  }

  /** Gone, as a process that was killed. */
  @Override
  public void close() {
    breakStreams();
    server.close();
    loops.close();
  }

  /** Something it was asked. */
  public static final class Received {
    private final Connection from;
    private final LinkRequest request;

    private Received(Connection from, LinkRequest request) {
      this.from = from;
      this.request = request;
    }

    public LinkRequest request() {
      return request;
    }

    public ByteString key() {
      return request.getKey();
    }

    /** Answers it, perhaps again. */
    public void answer(Reply reply) {
      from.answer(request.getId(), reply);
    }
  }

  private final class Link extends LinkGrpc.LinkImplBase {
    @Override
    public StreamObserver<LinkRequests> open(StreamObserver<LinkReplies> replies) {
      Connection connection = new Connection((ServerCallStreamObserver<LinkReplies>) replies);
      opened.incrementAndGet();
      open.add(connection);
      return connection;
    }
  }

  private final class Connection implements StreamObserver<LinkRequests> {
    private final ServerCallStreamObserver<LinkReplies> replies;
    private final TurnWriter<LinkReply, LinkReplies> writer;

    Connection(ServerCallStreamObserver<LinkReplies> replies) {
      this.replies = replies;
      this.writer =
          new TurnWriter<>(
              loops.loop(0),
              replies,
              LinkReply::getSerializedSize,
              several -> LinkReplies.newBuilder().addAllReplies(several).build());
      replies.setOnReadyHandler(writer::onReady);
      replies.setOnCancelHandler(this::over);
      replies.disableAutoRequest();
      readOn();
    }

    @Override
    public void onNext(LinkRequests message) {
      messages.incrementAndGet();
      lastSentAt = message.getSentAt();
      for (LinkRequest request : message.getRequestsList()) {
        received.add(new Received(this, request));
        behaviour
            .reply(LinkCodec.decode(request))
            .ifPresent(reply -> answer(request.getId(), reply));
      }
      readOn();
    }

    private void readOn() {
      if (reading) {
        replies.request(1);
      }
    }

    void answer(long id, Reply reply) {
      writer.write(LinkCodec.encode(id, reply));
    }

    void tellTaken(long count) {
      loops.loop(0).execute(() -> replies.onNext(LinkReplies.newBuilder().setTaken(count).build()));
    }

    void tellClock(long nanos) {
      loops.loop(0).execute(() -> replies.onNext(LinkReplies.newBuilder().setClock(nanos).build()));
    }

    void breakOff() {
      loops
          .loop(0)
          .execute(
              () -> {
                if (open.contains(this)) {
                  over();
                  replies.onError(
                      Status.UNAVAILABLE
                          .withDescription("broken by the test")
                          .asRuntimeException());
                }
              });
    }

    private void over() {
      open.remove(this);
      writer.abandon();
    }

    @Override
    public void onError(Throwable failure) {
      over();
    }

    @Override
    public void onCompleted() {
      open.remove(this);
      writer.complete();
    }
  }
}
