package io.cashew.peers.hazelcast;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.cashew.comparison.load.BenchKey;
import io.cashew.comparison.load.LoadProcess;
import io.cashew.comparison.load.Target;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Asks the members by Hazelcast's client, which sends each key to its owner; no near cache. */
public final class ClientMain implements Target {
  private final HazelcastInstance client;
  private final IMap<String, byte[]> map;

  private ClientMain(String[] ports) {
    ClientConfig config = new ClientConfig();
    config.setClusterName(Member.CLUSTER);
    config.setProperty("hazelcast.logging.type", "jdk");
    for (String port : ports) {
      config.getNetworkConfig().addAddress("127.0.0.1:" + port);
    }
    client = HazelcastClient.newHazelcastClient(config);
    map = client.getMap(Member.MAP);
  }

  /** Arguments: the members' ports. */
  public static void main(String[] arguments) throws Exception {
    LoadProcess.serve(() -> new ClientMain(arguments));
  }

  @Override
  public CompletionStage<?> set(int key, byte[] value) {
    return onItsThread(map.setAsync(BenchKey.text(key), value));
  }

  @Override
  public CompletionStage<?> get(int lane, int key) {
    return onItsThread(map.getAsync(BenchKey.text(key)));
  }

  /**
   * Told on the thread that read the answer. By default what follows is run elsewhere, and on two
   * processors on a new thread each time, which is not what anybody would run in earnest.
   */
  private static <V> CompletionStage<V> onItsThread(CompletionStage<V> answer) {
    CompletableFuture<V> told = new CompletableFuture<>();
    CompletionStage<V> unused =
        answer.whenCompleteAsync(
            (value, failure) -> {
              if (failure == null) {
                told.complete(value);
              } else {
                told.completeExceptionally(failure);
              }
            },
            Runnable::run);
    return told;
  }

  @Override
  public @Nullable Object await(int key) {
    return map.get(BenchKey.text(key));
  }

  @Override
  public int awaitMany(int[] keys) {
    Set<String> asked = new HashSet<>(2 * keys.length);
    int repeated = 0;
    for (int key : keys) {
      if (!asked.add(BenchKey.text(key))) {
        repeated++;
      }
    }
    return map.getAll(asked).size() + repeated;
  }

  @Override
  public void close() {
    client.shutdown();
  }
}
