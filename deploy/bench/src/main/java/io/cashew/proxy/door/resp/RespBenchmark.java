package io.cashew.proxy.door.resp;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Sixteen pipelined GETs, read, and their answers, written. Figures are for one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RespBenchmark {
  private static final int DEPTH = 16;
  private static final int VALUE_BYTES = 100;

  private final RespReader reader = new RespReader();
  private final Request request = new Request();
  private final RespWriter writer = new RespWriter(PooledByteBufAllocator.DEFAULT);
  private final ByteString value = ByteString.copyFrom(new byte[VALUE_BYTES]);
  private ByteBuf received = Unpooled.EMPTY_BUFFER;

  @Setup
  public void receive() {
    String key = "bench:%026d".formatted(7);
    String command = "*2\r\n$3\r\nGET\r\n$%s\r\n%s\r\n".formatted(key.length(), key);
    received = PooledByteBufAllocator.DEFAULT.directBuffer();
    received.writeCharSequence(command.repeat(DEPTH), StandardCharsets.US_ASCII);
  }

  @TearDown
  public void release() {
    received.release();
  }

  /** Finds the commands; the key of each is copied, as for the operation that it becomes. */
  @Benchmark
  @OperationsPerInvocation(DEPTH)
  public int read() {
    received.readerIndex(0);
    int bytes = 0;
    while (reader.read(received, request)) {
      bytes += request.bytes(1).size();
    }
    return bytes;
  }

  @Benchmark
  @OperationsPerInvocation(DEPTH)
  public int write() {
    for (int i = 0; i < DEPTH; i++) {
      writer.bulk(value);
    }
    @Nullable ByteBuf written = writer.take();
    if (written == null) {
      return 0;
    }
    int bytes = written.readableBytes();
    written.release();
    return bytes;
  }
}
