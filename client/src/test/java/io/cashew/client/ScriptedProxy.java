package io.cashew.client;

import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.lifecycle.Part;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.rpc.EventLoops;
import io.cashew.rpc.RpcServer;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.ExchangeOperation;
import io.cashew.v1.ExchangeReply;
import io.cashew.v1.ExchangeRequest;
import io.cashew.v1.ExchangeResult;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A proxy on a loopback port that does with a client's messages what a test says. */
final class ScriptedProxy implements Part {
  /** Answers everything: gets by the value, sets by a version. */
  static final Script WILLING = (request, replies) -> replies.onNext(answers(request));

  /** Says nothing. */
  static final Script SILENT = (request, replies) -> {};

  private final Queue<ExchangeOperation> operations = new ConcurrentLinkedQueue<>();
  private final Queue<Integer> messages = new ConcurrentLinkedQueue<>();
  private final Queue<Long> opened = new ConcurrentLinkedQueue<>();
  private final EventLoops loops;
  private final RpcServer server;
  private volatile Script script;

  /** What becomes of a message. */
  interface Script {
    void received(ExchangeRequest request, StreamObserver<ExchangeReply> replies);

    /** What becomes of a stream as it is opened. */
    default void opened(StreamObserver<ExchangeReply> replies) {}
  }

  private ScriptedProxy(int port, Script script) {
    this.script = script;
    loops = EventLoops.start("scripted-proxy", 1);
    server = RpcServer.start(loops, HostAndPort.fromParts("127.0.0.1", port), List.of(new Cache()));
  }

  static ScriptedProxy start(Script script) {
    return new ScriptedProxy(0, script);
  }

  /** At a port that was another's. */
  static ScriptedProxy startAt(HostAndPort address, Script script) {
    return new ScriptedProxy(address.getPort(), script);
  }

  HostAndPort address() {
    return server.address();
  }

  /** From now on it does this. */
  void does(Script script) {
    this.script = script;
  }

  /** All it was asked so far. */
  List<ExchangeOperation> operations() {
    return List.copyOf(operations);
  }

  /** How many operations each message had. */
  List<Integer> messages() {
    return List.copyOf(messages);
  }

  /** When its streams were opened, in nanoseconds. */
  List<Long> opened() {
    return List.copyOf(opened);
  }

  /** An answer to each operation of a message. */
  static ExchangeReply answers(ExchangeRequest request) {
    ExchangeReply.Builder message = ExchangeReply.newBuilder();
    for (ExchangeOperation operation : request.getOperationsList()) {
      message.addResults(answer(operation.getId(), operation));
    }
    return message.build();
  }

  static ExchangeResult answer(long id, ExchangeOperation operation) {
    return FakeCache.result(
        id,
        switch (operation.getOperationCase()) {
          case GET -> new Reply.Found(ByteString.copyFromUtf8("630"), Outcome.HIT, null);
          case SET -> new Reply.Stored(1);
          case DELETE -> new Reply.Deleted(true);
          case TOUCH -> new Reply.Touched(true);
          case OPERATION_NOT_SET -> throw new AssertionError("an operation of no kind");
        });
  }

  /** As a process that is told to stop: gently, and after two seconds not. */
  @Override
  public void close() {
    server.close();
    loops.close();
  }

  private final class Cache extends CacheGrpc.CacheImplBase {
    @Override
    public StreamObserver<ExchangeRequest> exchange(StreamObserver<ExchangeReply> replies) {
      opened.add(System.nanoTime());
      script.opened(replies);
      return new StreamObserver<>() {
        @Override
        public void onNext(ExchangeRequest request) {
          messages.add(request.getOperationsCount());
          operations.addAll(request.getOperationsList());
          script.received(request, replies);
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {
          replies.onCompleted();
        }
      };
    }
  }
}
