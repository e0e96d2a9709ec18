package io.cashew.proxy.door.resp;

import io.cashew.operation.Operation;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: commands in, answers out, in the same order, those of one event-loop
 * turn in one write.
 *
 * <p>A client that does not read its answers, or has asked for more than is good, is not read from
 * until it does, or they are answered. Confined to its event loop.
 */
final class RespConnection extends ChannelInboundHandlerAdapter {
  /** Commands that may be unanswered, if their answers are small. */
  static final int MAX_WAITING = 4096;

  private static final Logger log = LoggerFactory.getLogger(RespConnection.class);

  /** What a connection may begin with, when nothing is known of how large its answers are. */
  private static final int FIRST_WAITING = 64;

  private static final int LEAST_WAITING = 8;

  /** About what the answers under way may come to. */
  private static final int ANSWER_BYTES = 8 << 20;

  /** What is written before it is handed to the socket. */
  private static final int WRITE_BYTES = 64 << 10;

  private static final int OVERHEAD_BYTES = 256;

  private final RespDoor door;
  private final long id;
  private final RespReader reader = new RespReader();
  private final Request request = new Request();
  private final ArrayDeque<Answer> waiting = new ArrayDeque<>();
  private final Runnable flush = this::flush;
  private @Nullable ChannelHandlerContext context;
  private @Nullable RespWriter writer;
  private @Nullable ByteBuf received;
  private String name = "";
  private boolean reading;
  private boolean flushScheduled;
  private boolean ending;
  private boolean closed;

  /** Answers written, up to {@link #MAX_WAITING}. */
  private int answered;

  /** Bytes an answer has, on the average of the last ones. */
  private int answerBytes;

  RespConnection(RespDoor door, long id) {
    this.door = door;
    this.id = id;
  }

  /** Unique among the connections that this proxy ever had. */
  long id() {
    return id;
  }

  /** What the client calls itself; may be empty. */
  String name() {
    return name;
  }

  void call(String given) {
    name = given;
  }

  /** The version of RESP that is spoken. */
  int protocol() {
    return out().version();
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
    if (!door.opened(this)) {
      refuse("ERR max number of clients reached");
      end();
      flush();
    }
  }

  /** The address of the client. From any thread, once it is connected. */
  String address() {
    return String.valueOf(context().channel().remoteAddress());
  }

  /** Takes no more commands, and ends when those it has are answered. From any thread. */
  void endSoon() {
    context()
        .executor()
        .execute(
            () -> {
              end();
              flush();
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

  @Override
  public void channelRead(ChannelHandlerContext unused, Object message) {
    ByteBuf more = (ByteBuf) message;
    if (closed || ending) {
      more.release();
      return;
    }
    received =
        received == null
            ? more
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context().alloc(), received, more);
    readOn();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext unused) {
    flush();
  }

  /** Executes what has arrived, as far as there is room for answers. */
  private void readOn() {
    if (reading) {
      return;
    }
    reading = true;
    try {
      while (received != null && hasRoom() && readOne(received)) {}
    } finally {
      reading = false;
    }
    if (received != null) {
      if (received.isReadable() && !ending && !closed) {
        received.discardSomeReadBytes();
      } else {
        received.release();
        received = null;
      }
    }
    if (!closed) {
      context().channel().config().setAutoRead(hasRoom());
    }
  }

  private boolean hasRoom() {
    return !ending && waiting.size() < mostWaiting() && context().channel().isWritable();
  }

  private int mostWaiting() {
    int room = ANSWER_BYTES / (answerBytes + OVERHEAD_BYTES);
    return Math.max(LEAST_WAITING, Math.min(room, Math.min(MAX_WAITING, FIRST_WAITING + answered)));
  }

  private boolean readOne(ByteBuf in) {
    try {
      if (!reader.read(in, request)) {
        return false;
      }
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
      refuse("ERR " + Reason.INTERNAL + " the proxy failed on this: its log says why");
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
    } else {
      waiting.add(new Answer.Said(words));
    }
  }

  /** Answers with what becomes of an operation. */
  void ask(Operation operation, Shape shape) {
    Answer.Asked answer = new Answer.Asked(this, shape);
    waiting.add(answer);
    door.router().send(operation, door.deadline(), answer);
  }

  /** Answers with what becomes of several, when the last is known. */
  void askAll(List<? extends Operation> operations, ManyShape shape) {
    Answer.Gathered answer = new Answer.Gathered(this, shape, operations.size());
    waiting.add(answer);
    long deadline = door.deadline();
    for (int i = 0; i < operations.size(); i++) {
      int place = i;
      door.router().send(operations.get(i), deadline, reply -> answer.accept(place, reply));
    }
  }

  /** Answers later. What is returned may be told on any thread, once. */
  Consumer<Consumer<RespWriter>> later() {
    Answer.Awaited answer = new Answer.Awaited();
    waiting.add(answer);
    return words ->
        context()
            .executor()
            .execute(
                () -> {
                  answer.is(words);
                  settle();
                });
  }

  /** Takes no more commands; ends when all answers have been sent. */
  void end() {
    ending = true;
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
      next.write(out);
      answerBytes += (out.size() - before - answerBytes) >> 3;
      if (answered < MAX_WAITING) {
        answered++;
      }
      if (out.size() >= WRITE_BYTES) {
        write();
      }
    }
    if (!reading && !flushScheduled) {
      flushScheduled = true;
      context().executor().execute(flush);
    }
  }

  private void write() {
    ByteBuf answers = out().take();
    if (answers != null) {
      ChannelFuture unused = context().write(answers, context().voidPromise());
    }
  }

  private void flush() {
    flushScheduled = false;
    if (closed) {
      return;
    }
    write();
    if (ending && waiting.isEmpty()) {
      ChannelFuture unused =
          context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    context().flush();
    readOn();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext unused) {
    if (!closed) {
      readOn();
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
    if (received != null && !reading) {
      received.release();
      received = null;
    }
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
    return "RespConnection[%d %s]".formatted(id, name);
  }
}
