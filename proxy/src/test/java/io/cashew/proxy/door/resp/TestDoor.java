package io.cashew.proxy.door.resp;

import com.google.common.net.HostAndPort;
import io.cashew.config.RespSettings;
import io.cashew.proxy.door.Operations;
import io.cashew.proxy.tally.RequestCounts;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A door without a listener, or what one needs. */
final class TestDoor {
  static final long MUCH = 1L << 30;

  private TestDoor() {}

  static RespDoor over(Operations operations, long budget) {
    return over(operations, budget, 10_000);
  }

  static RespDoor over(Operations operations, long budget, int maxConnections) {
    RespDoor door =
        new RespDoor(
            settings(maxConnections),
            operations,
            new FakeTime(),
            Duration.ofSeconds(1),
            new NoCluster(),
            new Budget(budget),
            new RequestCounts("test", 1, new FakeTime(), group -> true));
    door.onGroups(List.of("g"));
    return door;
  }

  private static RespSettings settings(int maxConnections) {
    return new RespSettings(
        HostAndPort.fromParts("127.0.0.1", 0), Optional.of("g"), maxConnections);
  }

  private static final class NoCluster implements RespCluster {
    @Override
    public CompletableFuture<Long> entries(String group) {
      return CompletableFuture.completedFuture(42L);
    }

    @Override
    public CompletableFuture<Void> flush(String group) {
      return CompletableFuture.failedFuture(new IllegalStateException("not now"));
    }
  }
}
