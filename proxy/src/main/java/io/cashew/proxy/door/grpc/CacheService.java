package io.cashew.proxy.door.grpc;

import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.proxy.admission.Admission;
import io.cashew.proxy.door.Connection;
import io.cashew.proxy.door.Costs;
import io.cashew.proxy.door.Gather;
import io.cashew.proxy.routing.Router;
import io.cashew.proxy.tally.RequestCounts;
import io.cashew.rpc.EventLoops;
import io.cashew.rpc.ReplyCodec;
import io.cashew.rpc.RequestCodec;
import io.cashew.rpc.exchange.ExchangeAnswer;
import io.cashew.rpc.exchange.ExchangeCall;
import io.cashew.rpc.exchange.ExchangeMethod;
import io.cashew.time.Ticker;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.DeleteManyReply;
import io.cashew.v1.DeleteManyRequest;
import io.cashew.v1.GetManyReply;
import io.cashew.v1.GetManyRequest;
import io.cashew.v1.SetManyReply;
import io.cashew.v1.SetManyRequest;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerTransportFilter;
import io.grpc.ServiceDescriptor;
import io.grpc.stub.ServerCalls;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * {@code cashew.v1.Cache}, on the event loops. Each method: request in, router, message out. The
 * server it is bound to needs {@link #connections}.
 */
public final class CacheService implements BindableService {
  private final Router router;
  private final EventLoops loops;
  private final Ticker ticker;
  private final Deadlines deadlines;
  private final Connections connections;
  private final TraceHeaders traces;

  /** Serves as the other does, and looks for no traces. */
  public CacheService(
      Router router,
      EventLoops loops,
      Ticker ticker,
      Duration defaultDeadline,
      Admission admission,
      RequestCounts counts) {
    this(router, loops, ticker, defaultDeadline, admission, counts, TraceHeaders.IGNORED);
  }

  /**
   * Serves what the router can reach.
   *
   * @param defaultDeadline of requests that name none
   * @param counts of this door, which refuses some
   * @param traces whether unary calls are asked which trace they belong to
   */
  public CacheService(
      Router router,
      EventLoops loops,
      Ticker ticker,
      Duration defaultDeadline,
      Admission admission,
      RequestCounts counts,
      TraceHeaders traces) {
    this.traces = traces;
    this.router = router;
    this.loops = loops;
    this.ticker = ticker;
    this.deadlines = new Deadlines(defaultDeadline);
    this.connections = new Connections(admission, loops, counts);
  }

  /** What the server has to be told of connections. */
  public ServerTransportFilter connections() {
    return connections;
  }

  @Override
  public ServerServiceDefinition bindService() {
    return ServerServiceDefinition.builder(service())
        .addMethod(
            CacheGrpc.getGetMethod(),
            unary(one(RequestCodec::get, Reply.Found.class, ReplyCodec::found)))
        .addMethod(
            CacheGrpc.getSetMethod(),
            unary(one(RequestCodec::set, Reply.Stored.class, ReplyCodec::stored)))
        .addMethod(
            CacheGrpc.getDeleteMethod(),
            unary(one(RequestCodec::delete, Reply.Deleted.class, ReplyCodec::deleted)))
        .addMethod(
            CacheGrpc.getTouchMethod(),
            unary(one(RequestCodec::touch, Reply.Touched.class, ReplyCodec::touched)))
        .addMethod(CacheGrpc.getGetManyMethod(), unary(this::getMany))
        .addMethod(CacheGrpc.getSetManyMethod(), unary(this::setMany))
        .addMethod(CacheGrpc.getDeleteManyMethod(), unary(this::deleteMany))
        .addMethod(ExchangeMethod.EXCHANGE, this::exchange)
        .build();
  }

  /** The service as it is generated, but for the method that is read and written by hand. */
  private static ServiceDescriptor service() {
    ServiceDescriptor generated = CacheGrpc.getServiceDescriptor();
    ServiceDescriptor.Builder service =
        ServiceDescriptor.newBuilder(generated.getName())
            .setSchemaDescriptor(generated.getSchemaDescriptor());
    for (MethodDescriptor<?, ?> method : generated.getMethods()) {
      service.addMethod(method == CacheGrpc.getExchangeMethod() ? ExchangeMethod.EXCHANGE : method);
    }
    return service.build();
  }

  private <Q, M> ServerCallHandler<Q, M> unary(UnaryCall.Work<Q, M> work) {
    return (call, headers) -> UnaryCall.begin(call, Connections.of(call), work, traces.of(headers));
  }

  private <Q, R extends Reply, M> UnaryCall.Work<Q, M> one(
      Function<Q, Operation> operation, Class<R> expected, Function<R, M> message) {
    return (request, call) -> {
      Operation asked = operation.apply(request);
      long begin = ticker.nanos();
      long deadline = deadlines.ofCall(begin);
      if (Deadlines.isPast(deadline, begin)) {
        call.fail(Deadlines.PAST);
      } else if (call.mayBegin(1, Costs.bytes(asked), Costs.mayFind(asked) ? 1 : 0)) {
        router.send(
            asked,
            deadline,
            call.trace(),
            reply -> {
              sample(call, begin, reply);
              call.answer(call.fit(reply), expected, message);
            });
      }
    };
  }

  private void getMany(GetManyRequest request, UnaryCall<GetManyRequest, GetManyReply> call) {
    Requests.checkBatch(request);
    int count = request.getKeysCount();
    batch(
        count,
        request.getSerializedSize(),
        count,
        call,
        gather ->
            gather.all(
                count,
                i -> Requests.get(request, i),
                reply -> Results.got(call.fit(reply)),
                all -> call.answer(GetManyReply.newBuilder().addAllResults(all).build())));
  }

  private void setMany(SetManyRequest request, UnaryCall<SetManyRequest, SetManyReply> call) {
    Requests.checkBatch(request);
    int count = request.getEntriesCount();
    batch(
        count,
        request.getSerializedSize(),
        0,
        call,
        gather ->
            gather.all(
                count,
                i -> Requests.set(request, i),
                Results::set,
                all -> call.answer(SetManyReply.newBuilder().addAllResults(all).build())));
  }

  private void deleteMany(
      DeleteManyRequest request, UnaryCall<DeleteManyRequest, DeleteManyReply> call) {
    Requests.checkBatch(request);
    int count = request.getKeysCount();
    batch(
        count,
        request.getSerializedSize(),
        0,
        call,
        gather ->
            gather.all(
                count,
                i -> Requests.delete(request, i),
                Results::deleted,
                all -> call.answer(DeleteManyReply.newBuilder().addAllResults(all).build())));
  }

  private void batch(
      int count, int bytes, int mayFind, UnaryCall<?, ?> call, Consumer<Gather> begin) {
    long now = ticker.nanos();
    long deadline = deadlines.ofBatch(now);
    if (Deadlines.isPast(deadline, now)) {
      call.fail(Deadlines.PAST);
    } else if (call.mayBegin(Math.max(1, count), bytes, mayFind)) {
      begin.accept(
          new Gather(
              (operation, at, replies) -> router.send(operation, at, call.trace(), replies),
              deadline,
              call::refused,
              reply -> sample(call, now, reply)));
    }
  }

  private void sample(UnaryCall<?, ?> call, long begin, Reply reply) {
    if (Costs.isFromMemory(reply)) {
      call.account().pace().took(begin, ticker.nanos());
    }
  }

  private ServerCall.Listener<List<ExchangeCall>> exchange(
      ServerCall<List<ExchangeCall>, List<ExchangeAnswer>> call, Metadata headers) {
    Connection connection = Connections.of(call);
    return ServerCalls.<List<ExchangeCall>, List<ExchangeAnswer>>asyncBidiStreamingCall(
            replies -> ExchangeStream.open(replies, router, deadlines, ticker, loops, connection))
        .startCall(call, headers);
  }
}
