package io.cashew.bench;

import com.google.protobuf.ByteString;
import java.util.concurrent.ThreadLocalRandom;

/** The keys of a bench: 32 bytes each, made once, drawn with equal chances. Thread-safe. */
final class Keys {
  private final ByteString[] keys;

  Keys(int count) {
    keys = new ByteString[count];
    for (int i = 0; i < count; i++) {
      keys[i] = ByteString.copyFromUtf8("bench:%026d".formatted(i));
    }
  }

  ByteString any() {
    return keys[ThreadLocalRandom.current().nextInt(keys.length)];
  }

  ByteString get(int index) {
    return keys[index];
  }

  int count() {
    return keys.length;
  }
}
