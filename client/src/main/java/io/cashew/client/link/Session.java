package io.cashew.client.link;

import static com.google.common.base.Preconditions.checkNotNull;

import io.cashew.rpc.TurnWriter;
import io.cashew.rpc.Unanswered;
import io.cashew.rpc.exchange.ExchangeAnswer;
import io.cashew.rpc.exchange.ExchangeCall;
import io.cashew.rpc.exchange.ExchangeMethod;
import io.cashew.time.Ticker;
import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a proxy and the {@code Exchange} on it, from the first try to connect to its
 * end. They live and die together. Confined to its event loop.
 *
 * <p>It tells the {@link ProxyStream} it belongs to what it hears, and decides nothing. A call that
 * it was given it tells of once: as answered, or among the unanswered when it ends, unless it was
 * told to forget it.
 */
final class Session implements ClientResponseObserver<List<ExchangeCall>, List<ExchangeAnswer>> {
  private final ProxyStream proxy;
  private final EventLoop loop;
  private final ManagedChannel channel;
  private final Ticker ticker;
  private final Unanswered<Call> unanswered = new Unanswered<>();
  private @Nullable TurnWriter<Call, List<ExchangeCall>> writer;
  private boolean opened;
  private boolean leaving;
  private boolean ended;

  /** When the proxy said anything last. */
  private long heardAt;

  Session(ProxyStream proxy, EventLoop loop, ManagedChannel channel, Ticker ticker) {
    this.proxy = proxy;
    this.loop = loop;
    this.channel = channel;
    this.ticker = ticker;
    this.heardAt = ticker.nanos();
  }

  /** Begins to connect. It outlives the call that needs it first, whose context must not end it. */
  void open() {
    Context.ROOT.run(
        () -> {
          StreamObserver<List<ExchangeCall>> unused =
              ClientCalls.asyncBidiStreamingCall(
                  channel.newCall(ExchangeMethod.EXCHANGE, CallOptions.DEFAULT), this);
        });
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<List<ExchangeCall>> requests) {
    writer = new TurnWriter<>(loop, requests, Call::bytes, this::message);
    requests.setOnReadyHandler(() -> onLoop(this::ready));
  }

  private void ready() {
    if (ended) {
      return;
    }
    if (!opened) {
      opened = true;
      channel.notifyWhenStateChanged(ConnectivityState.READY, () -> onLoop(this::disconnecting));
      proxy.opened(this);
    }
    writer().onReady();
  }

  private void disconnecting() {
    if (!ended && !leaving) {
      proxy.goingAway(this);
    }
  }

  ProxyStream proxy() {
    return proxy;
  }

  /** How many calls are unanswered. */
  int inFlight() {
    return unanswered.size();
  }

  /** Calls that have not left, be it that they expired since, and their bytes. */
  boolean hasUnsent(int calls, long bytes) {
    return writer().waiting() >= calls || writer().waitingBytes() >= bytes;
  }

  void send(Call call) {
    call.session = this;
    call.sent = false;
    call.id = unanswered.add(call);
    writer().write(call);
  }

  /** The answer is no longer waited for. */
  void forget(Call call) {
    unanswered.remove(call.id);
    call.session = null;
    endIfLeft();
  }

  /** Whether the proxy has said nothing since. */
  boolean isSilentSince(long nanos) {
    return heardAt - nanos < 0;
  }

  /** Takes no more calls, and ends when those there are have been answered. */
  void leave() {
    leaving = true;
    endIfLeft();
  }

  private void endIfLeft() {
    if (leaving && !ended && unanswered.isEmpty()) {
      end(End.because("nothing is left to be answered"));
    }
  }

  private List<ExchangeCall> message(List<Call> calls) {
    List<ExchangeCall> message = new ArrayList<>(calls.size());
    long now = ticker.nanos();
    for (Call call : calls) {
      long left = call.deadline() - now;
      if (left > 0 && call.session == this && !call.sent) { // R14; it may be elsewhere by now
        message.add(new ExchangeCall.Valid(call.id, call.operation(), millis(left), call.trace()));
        call.sent = true;
        call.sentAt = now;
      }
    }
    return message;
  }

  private static int millis(long nanos) {
    return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
  }

  @Override
  public void onNext(List<ExchangeAnswer> answers) {
    onLoop(() -> received(answers));
  }

  private void received(List<ExchangeAnswer> answers) {
    if (ended) {
      return;
    }
    heardAt = ticker.nanos();
    proxy.heard(this);
    for (ExchangeAnswer answer : answers) {
      Call call = unanswered.remove(answer.id());
      if (call != null) { // else it is answered already, or of nobody's asking
        call.session = null;
        proxy.answered(call, answer.reply());
      }
    }
    endIfLeft();
  }

  @Override
  public void onError(Throwable failure) {
    onLoop(() -> end(End.with(failure)));
  }

  @Override
  public void onCompleted() {
    onLoop(() -> end(End.because("it ended the stream")));
  }

  /** Ends it now. Does nothing if it has ended. */
  void end(End why) {
    if (ended) {
      return;
    }
    ended = true;
    writer().abandon();
    channel.shutdownNow();
    List<Call> left = unanswered.removeAll();
    left.forEach(call -> call.session = null);
    proxy.ended(this, why, left);
  }

  /** Waits until nothing of a session that ended is left. From any other thread. */
  boolean awaitEnd(long nanos) throws InterruptedException {
    return channel.awaitTermination(nanos, TimeUnit.NANOSECONDS);
  }

  private TurnWriter<Call, List<ExchangeCall>> writer() {
    return checkNotNull(writer, "a session is used before it was opened");
  }

  private void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
      return;
    }
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // the client is closed, and all calls have been answered
    }
  }
}
