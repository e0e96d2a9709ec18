package io.cashew.proxy.door.resp;

import io.cashew.status.CashewException;
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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
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
final class RespConnection extends ChannelInboundHandlerAdapter implements Conversation.Outlet {
  /** Commands that may be unanswered, however small. */
  static final int MAX_WAITING = 4096;

  private static final Logger log = LoggerFactory.getLogger(RespConnection.class);

  private final RespDoor door;
  private final Session session;
  private final Account account;
  private final RespReader reader = new RespReader();
  private final Request request = new Request();
  private final Runnable turn = this::turn;
  private @Nullable ChannelHandlerContext context;
  private @Nullable RespWriter writer;
  private @Nullable Conversation conversation;
  private @Nullable ByteBuf received;
  private boolean reading;
  private boolean readingFromSocket = true;
  private boolean turnScheduled;

  /** There may be more to execute, but no room. */
  private boolean stopped;

  /** In the line of those who want to borrow. */
  private boolean parked;

  /** Not all that was written has been taken; somebody is told when it has. */
  private boolean draining;

  private boolean watched;
  private boolean inputOver;
  private boolean closed;

  /** Bytes received, and written. */
  private long moved;

  RespConnection(RespDoor door, long id) {
    this.door = door;
    this.session = new Session(id);
    this.account = new Account(door.budget());
  }

  /** Who the client is. */
  Session session() {
    return session;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    writer = new RespWriter(added.alloc());
    conversation = new Conversation(door, session, account, writer, this);
  }

  @Override
  public void channelActive(ChannelHandlerContext opened) {
    session.connectedFrom(String.valueOf(opened.channel().remoteAddress()));
    if (!door.opened(this)) {
      conversation().refuse("ERR max number of clients reached");
      conversation().end();
      turn();
    }
  }

  /** Takes no more commands, and ends when those it has are answered. From any thread. */
  void endSoon() {
    onLoop(
        () -> {
          conversation().end();
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

  private Conversation conversation() {
    if (conversation == null) {
      throw new IllegalStateException("not connected");
    }
    return conversation;
  }

  @Override
  public void onLoop(Runnable task) {
    try {
      context().executor().execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("the proxy is closed", e);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext unused, Object message) {
    ByteBuf more = (ByteBuf) message;
    if (closed || conversation().isEnding()) {
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
      if (received.isReadable() && !conversation().isEnding()) {
        received.discardSomeReadBytes();
      } else {
        received.release();
        received = null;
        stopped = false;
      }
    }
    if (inputOver && !stopped) {
      conversation().end(); // what there still is will never be a whole command
    }
    account.buffer(buffered());
    stopped = stopped || !(isOpen() && account.hasRoom(0));
    readFromSocket(conversation().isEnding() ? !inputOver : !stopped);
  }

  private void readFromSocket(boolean on) {
    if (on != readingFromSocket) { // an atomic write in Netty
      readingFromSocket = on;
      context().channel().config().setAutoRead(on);
    }
  }

  private boolean isOpen() {
    return !conversation().isEnding()
        && !conversation().isBetweenTwo()
        && conversation().waiting() < MAX_WAITING
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
    Conversation to = conversation();
    int from = in.readerIndex();
    try {
      if (!reader.read(in, request)) {
        return false;
      }
      to.next(in.readerIndex() - from);
      door.commands().execute(request, to);
    } catch (CommandException e) {
      to.refuse(String.valueOf(e.getMessage()));
    } catch (CashewException e) {
      door.counts().refused(e.reason());
      to.refuse(Errors.of(e));
    } catch (ProtocolException e) {
      to.refuse("ERR " + e.getMessage());
      to.end();
    } catch (RuntimeException e) { // without an answer the client would wait
      to.refuse(e);
    }
    return true;
  }

  @Override
  public void answered() {
    if (!reading) {
      turnSoon();
    }
  }

  @Override
  public void fail(Throwable failure) {
    exceptionCaught(context(), failure);
  }

  private void turnSoon() {
    if (!turnScheduled) {
      turnScheduled = true;
      onLoop(turn);
    }
  }

  @Override
  public void write() {
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
    boolean answered = conversation().waiting() == 0;
    boolean ending = conversation().isEnding();
    if (ending && answered) {
      whenAllIsTaken(ChannelFutureListener.CLOSE);
    } else if (stopped && answered && unsent() == 0 && !ending) { // nothing of its own will wake it
      goOnOrPark();
    } else if (unsent() > 0) {
      whenAllIsTaken(this::goOn);
    }
    watch();
  }

  private void whenAllIsTaken(ChannelFutureListener then) {
    if (!draining) {
      draining = true;
      ChannelFuture unused = context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(then);
    }
  }

  private void goOn(ChannelFuture unused) {
    draining = false;
    turnSoon();
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
    return unsent() > 0 || (received != null && conversation().waiting() == 0 && !parked);
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
    conversation().close();
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
