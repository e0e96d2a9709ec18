package io.cashew.node.source.http;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.hash.Hashing;
import com.google.protobuf.ByteString;
import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * By what a service recognises the values it gave: their {@code ETag} or {@code Last-Modified}, by
 * key. Bounded in bytes; what was used last is kept. Thread-safe.
 */
final class Validators {
  private static final int MAX_LENGTH = 1_024;

  /** Of an entry, besides its texts: objects of the cache and of ours. */
  private static final int OVERHEAD_BYTES = 200;

  private final Cache<ByteString, Validator> byKey;

  Validators(long maxBytes) {
    this.byKey =
        CacheBuilder.newBuilder()
            .maximumWeight(maxBytes)
            .concurrencyLevel(4)
            .<ByteString, Validator>weigher((key, validator) -> weight(key, validator))
            .build();
  }

  /**
   * One value's.
   *
   * @param header in which it is sent back
   * @param valueHash of the value that it came with
   * @param version that came with the value
   */
  record Validator(String header, String text, long valueHash, OptionalLong version) {}

  /** What a known value came with; empty if that is not known, or another value has come since. */
  Optional<Validator> of(ByteString key, ByteString known) {
    @Nullable Validator validator = byKey.getIfPresent(key);
    return validator != null && validator.valueHash() == hash(known)
        ? Optional.of(validator)
        : Optional.empty();
  }

  /** Remembers what a value came with, if with anything. */
  void remember(ByteString key, ByteString value, HttpHeaders headers, OptionalLong version) {
    Optional<Validator> validator =
        text(headers, "etag")
            .map(etag -> new Validator("If-None-Match", etag, hash(value), version))
            .or(
                () ->
                    text(headers, "last-modified")
                        .map(
                            date ->
                                new Validator("If-Modified-Since", date, hash(value), version)));
    validator.ifPresentOrElse(known -> byKey.put(own(key), known), () -> byKey.invalidate(key));
  }

  /**
   * A copy: the client's may be a part of something larger, which it would keep from the collector.
   */
  private static ByteString own(ByteString key) {
    return ByteString.copyFrom(key.asReadOnlyByteBuffer());
  }

  private static Optional<String> text(HttpHeaders headers, String name) {
    return headers
        .firstValue(name)
        .filter(text -> !text.isEmpty() && text.length() <= MAX_LENGTH)
        .filter(text -> text.chars().allMatch(c -> c >= ' ' && c < 127));
  }

  private static int weight(ByteString key, Validator validator) {
    return OVERHEAD_BYTES + key.size() + validator.text().length();
  }

  private static long hash(ByteString value) {
    return Hashing.farmHashFingerprint64().hashBytes(value.asReadOnlyByteBuffer()).asLong();
  }
}
