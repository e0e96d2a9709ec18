package io.cashew.proxy.door.resp;

import io.cashew.operation.Operation;
import io.cashew.operation.Reply;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: commands in, answers out, in the same order, those of one event-loop
 * turn in one write.
 *
 * <p>A client that does not read its answers, or has asked for more than there is room for, is not
 * read from until it does, or they are answered. One that holds what others need and does nothing
 * about it is cut. Confined to its event loop.
 */
final class RespConnection extends ChannelInboundHandlerAdapter {
  /** Commands that may be unanswered, however small. */
  static final int MAX_WAITING = 4096;

  private static final Logger log = LoggerFactory.getLogger(RespConnection.class);

  private static final Reply.Failed DEFECT =
      new Reply.Failed(Reason.INTERNAL, "the proxy failed on this: its log says why");
  private static final Reply.Failed NO_ROOM =
      new Reply.Failed(
          Reason.IN_FLIGHT,
          "the answers to all clients of this proxy are too large together: ask for less at once");

  /** What is written before it is handed to the socket. */
  private static final int WRITE_BYTES = 64 << 10;

  private final RespDoor door;
  private final Session session;
  private final Account account;
  private final RespReader reader = new RespReader();
  private final Request request = new Request();
  private final ArrayDeque<Answer> waiting = new ArrayDeque<>();
  private final Runnable turn = this::turn;
  private @Nullable ChannelHandlerContext context;
  private @Nullable RespWriter writer;
  private @Nullable ByteBuf received;
  private boolean reading;
  private boolean turnScheduled;

  /** There may be more to execute, but no room. */
  private boolean stopped;

  /** In the line of those who want to borrow. */
  private boolean parked;

  /** Not all that was written has been taken; somebody is told when it has. */
  private boolean draining;

  /** A command of two operations is under way. */
  private boolean betweenTwo;

  private boolean watched;
  private boolean inputOver;
  private boolean ending;
  private boolean closed;

  /** Bytes received, and written. */
  private long moved;

  private int commandBytes;

  RespConnection(RespDoor door, long id) {
    this.door = door;
    this.session = new Session(id);
    this.account = new Account(door.budget());
  }

  /** Who the client is. */
  Session session() {
    return session;
  }

  KeySpace keys() {
    return door.keys();
  }

  RespDoor door() {
    return door;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    writer = new RespWriter(added.alloc());
  }

  @Override
  public void channelActive(ChannelHandlerContext opened) {
    session.connectedFrom(String.valueOf(opened.channel().remoteAddress()));
    if (!door.opened(this)) {
      refuse("ERR max number of clients reached");
      end();
      turn();
    }
  }

  /** Takes no more commands, and ends when those it has are answered. From any thread. */
  void endSoon() {
    onLoop(
        () -> {
          end();
          turn();
        });
  }

  /** Waits for the end, not on an event loop. */
  void awaitEnd(long nanos) {
    boolean unused =
        context().channel().closeFuture().awaitUninterruptibly(nanos, TimeUnit.NANOSECONDS);
  }

  /** Ends at once. From any thread. */
  void cut() {
    ChannelFuture unused = context().channel().close();
  }

  private ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("not connected");
    }
    return context;
  }

  private RespWriter out() {
    if (writer == null) {
      throw new IllegalStateException("not connected");
    }
    return writer;
  }

  private void onLoop(Runnable task) {
    try {
      context().executor().execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("the proxy is closed", e);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext unused, Object message) {
    ByteBuf more = (ByteBuf) message;
    if (closed || ending) {
      more.release();
      return;
    }
    moved += more.readableBytes();
    received =
        received == null
            ? more
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context().alloc(), received, more);
    readOn();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext unused) {
    turn();
  }

  /** The client sends no more, and may still want its answers. */
  @Override
  public void userEventTriggered(ChannelHandlerContext to, Object event) {
    if (event instanceof ChannelInputShutdownReadComplete) {
      inputOver = true;
      turn();
    } else {
      to.fireUserEventTriggered(event);
    }
  }

  /** Executes what has arrived, as far as there is room for answers. */
  private void readOn() {
    if (reading || closed) {
      return;
    }
    reading = true;
    account.buffer(buffered());
    stopped = false;
    try {
      while (received != null && !stopped) {
        if (!isOpen() || !account.hasRoomForOne()) {
          stopped = true;
        } else if (!readOne(received)) {
          break;
        }
      }
    } finally {
      reading = false;
    }
    if (received != null) {
      if (received.isReadable() && !ending) {
        received.discardSomeReadBytes();
      } else {
        received.release();
        received = null;
        stopped = false;
      }
    }
    if (inputOver && !stopped) {
      end(); // what there still is will never be a whole command
    }
    account.buffer(buffered());
    if (!stopped && !(isOpen() && account.hasRoom(0))) {
      stopped = true;
    }
    context().channel().config().setAutoRead(ending ? !inputOver : !stopped);
  }

  private boolean isOpen() {
    return !ending
        && !betweenTwo
        && waiting.size() < MAX_WAITING
        && context().channel().isWritable();
  }

  /** Bytes received and not executed, and written and not taken. */
  private long buffered() {
    int unread = received == null ? 0 : received.capacity();
    return unread + out().size() + unsent();
  }

  private long unsent() {
    ChannelOutboundBuffer outbound = context().channel().unsafe().outboundBuffer();
    return outbound == null ? 0 : outbound.totalPendingWriteBytes();
  }

  private boolean readOne(ByteBuf in) {
    int from = in.readerIndex();
    try {
      if (!reader.read(in, request)) {
        return false;
      }
      commandBytes = in.readerIndex() - from;
      door.commands().execute(request, this);
    } catch (CommandException e) {
      refuse(String.valueOf(e.getMessage()));
    } catch (CashewException e) {
      refuse(Errors.of(e));
    } catch (ProtocolException e) {
      refuse("ERR " + e.getMessage());
      end();
    } catch (RuntimeException e) { // a defect of ours; without an answer the client would wait
      log.error("a command failed", e);
      refuse(Errors.of(DEFECT));
    }
    return true;
  }

  private void refuse(String error) {
    say(answers -> answers.error(error));
  }

  /** Answers at once, as far as those before are answered. */
  void say(Consumer<RespWriter> words) {
    if (waiting.isEmpty()) {
      words.accept(out());
      if (out().size() >= WRITE_BYTES) {
        write();
      }
    } else {
      line(new Answer.Said(words), 0);
    }
  }

  /** Answers with what becomes of an operation. */
  void ask(Operation operation, Shape shape) {
    Answer.Asked answer = new Answer.Asked(this, shape);
    line(answer, 1);
    send(operation, door.deadline(), answer);
  }

  /**
   * The same of one operation, or of another if the first leads to one. Commands behind it wait:
   * they must not come between the two.
   */
  void ask(Operation operation, Function<Reply, @Nullable Operation> next, Shape shape) {
    Answer.Asked answer = new Answer.Asked(this, shape);
    line(answer, 1);
    long deadline = door.deadline();
    betweenTwo = true;
    Consumer<Reply> last =
        reply -> {
          betweenTwo = false;
          answer.accept(reply);
        };
    send(
        operation,
        deadline,
        reply -> {
          Operation second = reply instanceof Reply.Failed ? null : next.apply(reply);
          if (second == null) {
            last.accept(reply);
          } else {
            send(second, deadline, last);
          }
        });
  }

  /** Answers with what becomes of several, when the last is known. */
  void askAll(List<? extends Operation> operations, ManyShape shape) {
    Answer.Gathered answer = new Answer.Gathered(this, shape, operations.size());
    line(answer, operations.size());
    long deadline = door.deadline();
    for (int i = 0; i < operations.size(); i++) {
      int place = i;
      send(operations.get(i), deadline, reply -> answer.accept(place, reply));
    }
  }

  /** Answers later. What is returned may be told on any thread, once. */
  Consumer<Consumer<RespWriter>> later() {
    Answer.Awaited answer = new Answer.Awaited();
    line(answer, 0);
    return words ->
        onLoop(
            () -> {
              answer.is(words);
              settle();
            });
  }

  private void line(Answer answer, int answers) {
    answer.takesUp(account.cost(commandBytes, answers));
    account.hold(answer.bytes());
    waiting.add(answer);
  }

  private void send(Operation operation, long deadline, Consumer<? super Reply> replies) {
    try {
      door.operations().send(operation, deadline, replies);
    } catch (RuntimeException e) { // its place in the line is taken: it has to be answered there
      log.error("an operation failed", e);
      replies.accept(DEFECT);
    }
  }

  /** Takes no more commands; ends when all answers have been sent. */
  void end() {
    ending = true;
  }

  /**
   * A reply has come, and an answer has so many bytes of values now.
   *
   * @return what is to be told: a failure, if there is no room for such a value
   */
  Reply taken(Answer answer, Reply reply, int valueBytes) {
    int unexpected = valueBytes - answer.bytes();
    if (unexpected <= 0 || closed) {
      return reply;
    }
    if (!account.holdUnexpected(unexpected)) {
      return reply instanceof Reply.Found ? NO_ROOM : reply;
    }
    answer.takesUp(valueBytes);
    return reply;
  }

  /** Something has been answered. */
  void settle() {
    if (closed) {
      return;
    }
    RespWriter out = out();
    for (Answer next = waiting.peek(); next != null && next.isDone(); next = waiting.peek()) {
      waiting.poll();
      int before = out.size();
      try {
        next.write(out);
      } catch (RuntimeException | OutOfMemoryError e) { // half an answer cannot be taken back
        exceptionCaught(context(), e);
        return;
      }
      account.release(next.bytes());
      account.answered(out.size() - before);
      if (out.size() >= WRITE_BYTES) {
        write();
      }
    }
    if (!reading) {
      turnSoon();
    }
  }

  private void turnSoon() {
    if (!turnScheduled) {
      turnScheduled = true;
      onLoop(turn);
    }
  }

  private void write() {
    ByteBuf answers = out().take();
    if (answers != null) {
      moved += answers.readableBytes();
      ChannelFuture unused = context().write(answers, context().voidPromise());
    }
  }

  /** Executes what there is room for, and sends what there is to say. */
  private void turn() {
    turnScheduled = false;
    if (closed || reading) {
      return;
    }
    readOn();
    write();
    context().flush();
    account.buffer(buffered());
    account.settle();
    boolean idle = waiting.isEmpty() && unsent() == 0;
    if (ending && waiting.isEmpty()) {
      endWhenTaken();
    } else if (stopped && idle && !ending) { // nothing of its own will wake it
      goOnOrPark();
    } else if (unsent() > 0) {
      turnWhenTaken();
    }
    watch();
  }

  private void endWhenTaken() {
    if (!draining) {
      draining = true;
      ChannelFuture unused =
          context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void turnWhenTaken() {
    if (!draining) {
      draining = true;
      ChannelFuture unused =
          context()
              .writeAndFlush(Unpooled.EMPTY_BUFFER)
              .addListener(
                  taken -> {
                    draining = false;
                    turnSoon();
                  });
    }
  }

  private void goOnOrPark() {
    if (account.hasRoomForOne() || account.goFirst()) {
      turnSoon();
    } else if (!parked) {
      parked = true;
      account.await(() -> onLoop(this::unpark));
    }
  }

  private void unpark() {
    parked = false;
    turn();
    if (!parked) {
      account.passOn(); // there may be more than this one needed
    }
  }

  /** Looks every second at one that holds much, or does not take what is sent. */
  private void watch() {
    if (!watched && (account.isLarge() || unsent() > 0)) {
      watched = true;
      new Watch(this, context().executor()).start();
    }
  }

  void unwatched() {
    watched = false;
  }

  boolean isClosed() {
    return closed;
  }

  /** What a watch looks at: bytes that have moved; none moves while the client does nothing. */
  long progress() {
    return moved - unsent();
  }

  /** Says whether it is for the client to do something: to read, or to send the rest. */
  boolean isClientsTurn() {
    return unsent() > 0 || (received != null && waiting.isEmpty() && !parked);
  }

  boolean isLarge() {
    return account.isLarge();
  }

  boolean isUnread() {
    return unsent() > 0;
  }

  boolean isWanted() {
    return account.isWanted();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext changed) {
    if (!closed && changed.channel().isWritable()) {
      turnSoon();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext unused) {
    closed = true;
    waiting.clear();
    ByteBuf unsent = out().take();
    if (unsent != null) {
      unsent.release();
    }
    if (received != null) {
      received.release();
      received = null;
    }
    account.close();
    door.closed(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext failed, Throwable failure) {
    if (failure instanceof IOException) {
      log.debug("a client's connection broke", failure);
    } else {
      log.warn("a client's connection is closed: it failed", failure);
    }
    ChannelFuture unused = failed.close();
  }

  /** For people. */
  @Override
  public String toString() {
    return "RespConnection[%s]".formatted(session);
  }
}
