package io.cashew.comparison.asked;

import com.google.common.net.HostAndPort;
import com.google.protobuf.ByteString;
import io.cashew.client.Answer;
import io.cashew.client.CashewClient;
import io.cashew.client.ClientConfig;
import io.cashew.comparison.load.BenchKey;
import io.cashew.comparison.load.Target;
import io.cashew.operation.Operation.Want;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A proxy of ours, by our client library. */
final class ClientTarget implements Target {
  private final CashewClient client;

  ClientTarget(HostAndPort proxy) {
    client = CashewClient.connect(ClientConfig.of(proxy));
  }

  static ByteString key(int number) {
    return ByteString.copyFromUtf8(BenchKey.text(number));
  }

  @Override
  public CompletionStage<?> set(int key, byte[] value) {
    return client.set(BenchKey.GROUP, key(key), ByteString.copyFrom(value));
  }

  @Override
  public CompletionStage<?> get(int lane, int key) {
    return client.get(BenchKey.GROUP, key(key));
  }

  @Override
  public Object await(int key) {
    return client.get(BenchKey.GROUP, key(key)).join();
  }

  @Override
  public int awaitMany(int[] keys) {
    List<ByteString> asked = new ArrayList<>(keys.length);
    for (int key : keys) {
      asked.add(key(key));
    }
    // A key that is drawn twice has one result.
    var results = client.getMany(BenchKey.GROUP, asked, Want.VALUE).join();
    return (int) asked.stream().filter(key -> isHit(results.get(key))).count();
  }

  @Override
  public boolean isHit(@Nullable Object answer) {
    return answer instanceof Answer.Found;
  }

  @Override
  public void close() {
    client.close();
  }
}
