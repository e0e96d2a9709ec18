package io.cashew.comparison.asked;

import com.google.common.net.HostAndPort;
import io.cashew.comparison.load.BenchKey;
import io.cashew.comparison.load.Target;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Anything that speaks Redis, by Lettuce: one connection for all callers, as its makers advise.
 * RESP2 without a handshake, which is all that twemproxy knows.
 */
final class LettuceTarget implements Target {
  private final RedisClient client;
  private final StatefulRedisConnection<byte[], byte[]> connection;

  LettuceTarget(HostAndPort address) {
    RedisURI uri = RedisURI.create(address.getHost(), address.getPort());
    uri.setLibraryName(""); // else it introduces itself, and twemproxy hangs up
    uri.setLibraryVersion("");
    client = RedisClient.create(uri);
    client.setOptions(
        ClientOptions.builder()
            .protocolVersion(ProtocolVersion.RESP2)
            .pingBeforeActivateConnection(false)
            .maintNotificationsConfig(MaintNotificationsConfig.disabled())
            .build());
    connection = client.connect(ByteArrayCodec.INSTANCE);
  }

  private static byte[] key(int number) {
    return BenchKey.text(number).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public CompletionStage<?> set(int key, byte[] value) {
    return connection.async().set(key(key), value);
  }

  @Override
  public CompletionStage<?> get(int lane, int key) {
    return connection.async().get(key(key));
  }

  @Override
  public @Nullable Object await(int key) {
    return connection.sync().get(key(key));
  }

  @Override
  public int awaitMany(int[] keys) {
    byte[][] asked = new byte[keys.length][];
    for (int i = 0; i < keys.length; i++) {
      asked[i] = key(keys[i]);
    }
    return (int) connection.sync().mget(asked).stream().filter(value -> value.hasValue()).count();
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown();
  }
}
