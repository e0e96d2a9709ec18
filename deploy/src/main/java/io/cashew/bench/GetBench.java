package io.cashew.bench;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.Uninterruptibles;
import com.google.protobuf.ByteString;
import io.cashew.operation.Limits;
import io.cashew.rpc.EventLoops;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.CacheGrpc;
import io.cashew.v1.SetEntry;
import io.cashew.v1.SetManyReply;
import io.cashew.v1.SetManyRequest;
import io.cashew.v1.SetResult;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Throughput and latency of gets that hit, in a closed loop: each answer is followed by the next
 * request, so the latency is that of a system as busy as it can be with so many requests in flight.
 */
public final class GetBench {
  private static final long TTL_MILLIS = Duration.ofMinutes(10).toMillis();
  private static final int BATCH = 500;

  private final BenchPlan plan;

  public GetBench(BenchPlan plan) {
    this.plan = plan;
  }

  /**
   * Sets the keys, warms up, measures. Blocks for as long as the plan says.
   *
   * @throws CashewException if the keys cannot be set
   */
  public BenchResult run() {
    try (EventLoops loops = EventLoops.start("bench-io", 1)) {
      List<ManagedChannel> channels = new ArrayList<>();
      for (int i = 0; i < plan.connections(); i++) {
        channels.add(connect(loops));
      }
      try {
        Keys keys = new Keys(plan.keys());
        fill(keys, channels.get(0));
        return measure(keys, channels);
      } catch (StatusRuntimeException e) {
        throw StatusCodec.fromStatus(e);
      } finally {
        channels.forEach(ManagedChannel::shutdownNow);
      }
    }
  }

  private BenchResult measure(Keys keys, List<ManagedChannel> channels) {
    Meter meter = new Meter();
    List<Driver> drivers = channels.stream().map(channel -> driver(channel, keys, meter)).toList();
    drivers.forEach(Driver::start);
    Uninterruptibles.sleepUninterruptibly(plan.warmUp());
    Histogram warmUp = meter.take();
    warmUp.reset();
    meter.takeAbsent();
    meter.takeFailures();
    Map<Long, Duration> before = cpu();
    long start = System.nanoTime();
    Uninterruptibles.sleepUninterruptibly(plan.duration());
    Histogram latency = meter.take();
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    Map<Long, Duration> used = cpu();
    drivers.forEach(Driver::stop);
    used.replaceAll((process, total) -> total.minus(before.getOrDefault(process, total)));
    return new BenchResult(
        latency.getTotalCount(),
        meter.takeAbsent(),
        meter.takeFailures(),
        meter.firstFailure(),
        elapsed,
        latency.getValueAtPercentile(50),
        latency.getValueAtPercentile(99),
        latency.getValueAtPercentile(99.9),
        latency.getMaxValue(),
        used);
  }

  private Driver driver(ManagedChannel channel, Keys keys, Meter meter) {
    return switch (plan.mode()) {
      case UNARY -> new UnaryDriver(channel, plan.group(), keys, meter, plan.outstanding());
      case EXCHANGE -> new ExchangeDriver(channel, plan.group(), keys, meter, plan.outstanding());
    };
  }

  private ManagedChannel connect(EventLoops loops) {
    return NettyChannelBuilder.forAddress(plan.proxy().getHost(), plan.proxy().getPort())
        .usePlaintext()
        .eventLoopGroup(loops.group())
        .channelType(loops.channelType())
        .executor(MoreExecutors.directExecutor())
        .maxInboundMessageSize(Limits.MESSAGE_BYTES)
        .build();
  }

  private void fill(Keys keys, ManagedChannel channel) {
    ByteString value = ByteString.copyFrom(new byte[plan.valueBytes()]);
    int batch = Math.max(1, Math.min(BATCH, Limits.BATCH_BYTES / (plan.valueBytes() + 64)));
    for (int from = 0; from < keys.count(); from += batch) {
      SetManyRequest.Builder request =
          SetManyRequest.newBuilder().setGroup(plan.group()).setTtlMs(TTL_MILLIS);
      for (int i = from; i < Math.min(from + batch, keys.count()); i++) {
        request.addEntries(SetEntry.newBuilder().setKey(keys.get(i)).setValue(value));
      }
      SetManyReply reply =
          CacheGrpc.newBlockingStub(channel)
              .withDeadlineAfter(30, TimeUnit.SECONDS)
              .setMany(request.build());
      for (SetResult result : reply.getResultsList()) {
        if (result.hasFailure()) {
          throw new CashewException(
              Reason.named(result.getFailure().getReason()).orElse(Reason.INTERNAL),
              result.getFailure().getMessage());
        }
      }
    }
  }

  private Map<Long, Duration> cpu() {
    Map<Long, Duration> used = new LinkedHashMap<>();
    for (long process : plan.processes()) {
      ProcessHandle.of(process)
          .flatMap(handle -> handle.info().totalCpuDuration())
          .ifPresent(total -> used.put(process, total));
    }
    return used;
  }
}
