package io.cashew.peers.infinispan;

import io.cashew.comparison.load.BenchKey;
import io.cashew.comparison.load.LoadProcess;
import io.cashew.comparison.load.Target;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.infinispan.client.hotrod.RemoteCache;
import org.infinispan.client.hotrod.RemoteCacheManager;
import org.infinispan.client.hotrod.configuration.ConfigurationBuilder;
import org.infinispan.commons.marshall.IdentityMarshaller;
import org.infinispan.commons.marshall.WrappedByteArray;
import org.jspecify.annotations.Nullable;

/** Asks the servers by Hot Rod, whose client sends each key to its owner; bytes as they are. */
public final class ClientMain implements Target {
  private final RemoteCacheManager manager;
  private final RemoteCache<byte[], byte[]> cache;

  private ClientMain(String[] ports) {
    ConfigurationBuilder config = new ConfigurationBuilder();
    for (String port : ports) {
      config.addServer().host("127.0.0.1").port(Integer.parseInt(port));
    }
    config.marshaller(IdentityMarshaller.INSTANCE);
    manager = new RemoteCacheManager(config.build());
    cache = manager.getCache(ServerMain.CACHE);
  }

  /** Arguments: the servers' ports. */
  public static void main(String[] arguments) throws Exception {
    LoadProcess.serve(() -> new ClientMain(arguments));
  }

  private static byte[] key(int number) {
    return BenchKey.text(number).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public CompletionStage<?> set(int key, byte[] value) {
    return cache.putAsync(key(key), value);
  }

  @Override
  public CompletionStage<?> get(int lane, int key) {
    return cache.getAsync(key(key));
  }

  @Override
  public @Nullable Object await(int key) {
    return cache.get(key(key));
  }

  @Override
  public int awaitMany(int[] keys) {
    Set<WrappedByteArray> seen = new HashSet<>(2 * keys.length);
    Set<byte[]> asked = new HashSet<>(2 * keys.length);
    for (int key : keys) {
      byte[] bytes = key(key);
      if (seen.add(new WrappedByteArray(bytes))) {
        asked.add(bytes);
      }
    }
    return cache.getAll(asked).size() + keys.length - asked.size();
  }

  @Override
  public void close() {
    manager.close();
  }
}
