package io.cashew.rpc.link;

import com.google.protobuf.ByteString;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The messages between proxy and node: gets and the values that answer them, as many in a message
 * as the parameter says. Figures are for a message.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LinkCodecBenchmark {
  private static final int VALUE_BYTES = 100;
  private static final long CLOCK = 1_000_000_007;

  /** Operations in a message. */
  @Param({"1", "16"})
  private int batch = 1;

  private final Marshaller<LinkBatch<LinkCall>> calls = LinkMethod.OPEN.getRequestMarshaller();
  private final Marshaller<LinkBatch<LinkResult>> results = LinkMethod.OPEN.getResponseMarshaller();
  private LinkBatch<LinkCall> someCalls = calls(1);
  private LinkBatch<LinkResult> someResults = results(1);
  private byte[] callBytes = {};
  private byte[] resultBytes = {};

  @Setup
  public void prepare() throws IOException {
    someCalls = calls(batch);
    someResults = results(batch);
    callBytes = bytes(calls.stream(someCalls));
    resultBytes = bytes(results.stream(someResults));
  }

  private static LinkBatch<LinkCall> calls(int count) {
    return new LinkBatch<>(
        IntStream.range(0, count).mapToObj(LinkCodecBenchmark::call).toList(), CLOCK, 0);
  }

  private static LinkCall call(int id) {
    Operation get =
        new Operation.Get(
            "bench", ByteString.copyFromUtf8("user:%027d".formatted(id)), Want.VALUE, Reach.SOURCE);
    return new LinkCall.Valid(1_000 + id, new RoutedOperation(get, id, 77, 99L * id), 1_000);
  }

  private static LinkBatch<LinkResult> results(int count) {
    ByteString value = ByteString.copyFrom(new byte[VALUE_BYTES]);
    return new LinkBatch<>(
        IntStream.range(0, count)
            .mapToObj(id -> new LinkResult(1_000 + id, new Reply.Found(value, Outcome.HIT, null)))
            .toList(),
        CLOCK,
        count);
  }

  private static byte[] bytes(InputStream message) throws IOException {
    try (message) {
      return message.readAllBytes();
    }
  }

  @Benchmark
  public InputStream writeCalls() {
    return calls.stream(someCalls);
  }

  @Benchmark
  public LinkBatch<LinkCall> readCalls() {
    return calls.parse(new ByteArrayInputStream(callBytes));
  }

  @Benchmark
  public InputStream writeResults() {
    return results.stream(someResults);
  }

  @Benchmark
  public LinkBatch<LinkResult> readResults() {
    return results.parse(new ByteArrayInputStream(resultBytes));
  }
}
