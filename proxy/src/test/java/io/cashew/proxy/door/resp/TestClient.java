package io.cashew.proxy.door.resp;

import static io.cashew.proxy.door.resp.Commanded.bytes;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;

/** One connection without a socket, whose every buffer is counted. */
final class TestClient implements AutoCloseable {
  private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(true);
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final StringBuilder answers = new StringBuilder();

  TestClient(RespDoor door, long id) {
    channel.config().setAllocator(buffers);
    channel.pipeline().addLast(new RespConnection(door, id));
    channel.pipeline().fireChannelActive();
  }

  /** Sends, whether it is read from or not. */
  void send(String text) {
    ByteBuf copied = bytes(text);
    channel.writeInbound(buffers.directBuffer(copied.readableBytes()).writeBytes(copied));
    copied.release();
  }

  /** Says whether it is read from. */
  boolean isReadFrom() {
    run();
    return channel.config().isAutoRead();
  }

  /** Sends no more. */
  void endInput() {
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
    run();
  }

  /** All it was told so far. */
  String answers() {
    run();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      answers.append(next.toString(ISO_8859_1));
      next.release();
    }
    return answers.toString();
  }

  /** What it was told so far is of no interest. */
  void forget() {
    answers.setLength(0);
  }

  boolean isOpen() {
    run();
    return channel.isOpen();
  }

  void run() {
    channel.runPendingTasks();
  }

  /** Leaves; nothing of it must be left. */
  @Override
  public void close() {
    ChannelFuture unused = channel.close();
    answers();
    channel.finishAndReleaseAll();
    assertThat(buffers.metric().usedDirectMemory()).as("bytes in buffers").isZero();
    assertThat(buffers.metric().usedHeapMemory()).as("bytes in buffers").isZero();
  }
}
