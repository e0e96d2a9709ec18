package io.cashew.proxy.door.grpc;

import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.proxy.routing.Router;
import io.cashew.rpc.EventLoops;
import io.cashew.rpc.ReplyCodec;
import io.cashew.rpc.RequestCodec;
import io.cashew.time.Ticker;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.DeleteManyReply;
import io.cashew.v1.DeleteManyRequest;
import io.cashew.v1.DeleteReply;
import io.cashew.v1.DeleteRequest;
import io.cashew.v1.ExchangeReply;
import io.cashew.v1.ExchangeRequest;
import io.cashew.v1.GetManyReply;
import io.cashew.v1.GetManyRequest;
import io.cashew.v1.GetReply;
import io.cashew.v1.GetRequest;
import io.cashew.v1.SetManyReply;
import io.cashew.v1.SetManyRequest;
import io.cashew.v1.SetReply;
import io.cashew.v1.SetRequest;
import io.cashew.v1.TouchReply;
import io.cashew.v1.TouchRequest;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@code cashew.v1.Cache}, on the event loops. Each method: request in, router, message out. */
public final class CacheService extends CacheGrpc.CacheImplBase {
  private final Router router;
  private final EventLoops loops;
  private final Deadlines deadlines;

  /**
   * Serves what the router can reach.
   *
   * @param defaultDeadline of requests that name none
   */
  public CacheService(Router router, EventLoops loops, Ticker ticker, Duration defaultDeadline) {
    this.router = router;
    this.loops = loops;
    this.deadlines = new Deadlines(ticker, defaultDeadline);
  }

  @Override
  public void get(GetRequest request, StreamObserver<GetReply> replies) {
    forward(() -> RequestCodec.get(request), Reply.Found.class, ReplyCodec::found, replies);
  }

  @Override
  public void set(SetRequest request, StreamObserver<SetReply> replies) {
    forward(() -> RequestCodec.set(request), Reply.Stored.class, ReplyCodec::stored, replies);
  }

  @Override
  public void delete(DeleteRequest request, StreamObserver<DeleteReply> replies) {
    forward(() -> RequestCodec.delete(request), Reply.Deleted.class, ReplyCodec::deleted, replies);
  }

  @Override
  public void touch(TouchRequest request, StreamObserver<TouchReply> replies) {
    forward(() -> RequestCodec.touch(request), Reply.Touched.class, ReplyCodec::touched, replies);
  }

  @Override
  public void getMany(GetManyRequest request, StreamObserver<GetManyReply> replies) {
    Unary<GetManyReply> unary = new Unary<>(replies);
    unary.begin(
        () -> {
          Requests.checkBatch(request);
          BatchValues values = new BatchValues();
          gather()
              .all(
                  request.getKeysCount(),
                  i -> Requests.get(request, i),
                  reply -> Results.got(values.fit(reply)),
                  all -> unary.answer(() -> GetManyReply.newBuilder().addAllResults(all).build()));
        });
  }

  @Override
  public void setMany(SetManyRequest request, StreamObserver<SetManyReply> replies) {
    Unary<SetManyReply> unary = new Unary<>(replies);
    unary.begin(
        () -> {
          Requests.checkBatch(request);
          gather()
              .all(
                  request.getEntriesCount(),
                  i -> Requests.set(request, i),
                  Results::set,
                  all -> unary.answer(() -> SetManyReply.newBuilder().addAllResults(all).build()));
        });
  }

  @Override
  public void deleteMany(DeleteManyRequest request, StreamObserver<DeleteManyReply> replies) {
    Unary<DeleteManyReply> unary = new Unary<>(replies);
    unary.begin(
        () -> {
          Requests.checkBatch(request);
          gather()
              .all(
                  request.getKeysCount(),
                  i -> Requests.delete(request, i),
                  Results::deleted,
                  all ->
                      unary.answer(() -> DeleteManyReply.newBuilder().addAllResults(all).build()));
        });
  }

  @Override
  public StreamObserver<ExchangeRequest> exchange(StreamObserver<ExchangeReply> replies) {
    return ExchangeStream.open(replies, router, deadlines, loops);
  }

  private <R extends Reply, M> void forward(
      Supplier<Operation> operation,
      Class<R> expected,
      Function<R, M> message,
      StreamObserver<M> replies) {
    Unary<M> unary = new Unary<>(replies);
    unary.begin(
        () ->
            router.send(
                operation.get(),
                deadlines.ofCall(),
                reply -> unary.answer(reply, expected, message)));
  }

  private Gather gather() {
    return new Gather(router, deadlines.ofBatch());
  }
}
