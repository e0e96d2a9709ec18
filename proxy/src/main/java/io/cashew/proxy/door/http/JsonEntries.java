package io.cashew.proxy.door.http;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.protobuf.ByteString;
import io.cashew.operation.Condition;
import io.cashew.operation.Limits;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of requests for many keys. Bytes are written as text, or, if they are none, in
 * base64 under a name that ends in {@code _base64}.
 *
 * <p>Throws {@link IllegalArgumentException} with what is wrong, or {@link Reason#BATCH_TOO_LARGE}.
 */
final class JsonEntries {
  private static final String BASE64 = "_base64";

  private JsonEntries() {}

  /** {@code {"keys": ["a", {"key": "b"}, {"key_base64": "AP8="}]}}. */
  static List<JsonEntry> keys(ByteString body) {
    return read(body, "keys");
  }

  /** {@code {"entries": [{"key": "a", "value": "1", "ttl": "30s", "if_absent": true}]}}. */
  static List<JsonEntry> entries(ByteString body) {
    return read(body, "entries");
  }

  private static List<JsonEntry> read(ByteString body, String list) {
    if (!body.isValidUtf8()) {
      throw new IllegalArgumentException("the body is not JSON: it is not UTF-8");
    }
    try (JsonReader json = new JsonReader(new StringReader(body.toStringUtf8()))) {
      json.setStrictness(Strictness.STRICT);
      json.beginObject();
      List<JsonEntry> all = null;
      while (json.hasNext()) {
        String name = json.nextName();
        if (!name.equals(list) || all != null) {
          throw unknown(name, list);
        }
        all = array(json, list.equals("entries"));
      }
      json.endObject();
      if (all == null) {
        throw new IllegalArgumentException("the body has no \"%s\": [...]".formatted(list));
      }
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw new IllegalArgumentException("the body goes on behind the JSON");
      }
      return all;
    } catch (IOException | IllegalStateException e) {
      throw new IllegalArgumentException(
          "the body is not the JSON that is expected: " + e.getMessage(), e);
    }
  }

  private static List<JsonEntry> array(JsonReader json, boolean hasValues) throws IOException {
    List<JsonEntry> all = new ArrayList<>();
    long bytes = 0;
    json.beginArray();
    while (json.hasNext()) {
      JsonEntry entry =
          !hasValues && json.peek() == JsonToken.STRING
              ? JsonEntry.ofKey(ByteString.copyFromUtf8(json.nextString()))
              : object(json, hasValues);
      all.add(entry);
      bytes += entry.key().size() + entry.value().size();
      if (all.size() > Limits.BATCH_KEYS || bytes > Limits.BATCH_BYTES) {
        throw new CashewException(
            Reason.BATCH_TOO_LARGE,
            "a batch of more than %,d keys or %,d bytes; split it"
                .formatted(Limits.BATCH_KEYS, Limits.BATCH_BYTES));
      }
    }
    json.endArray();
    return all;
  }

  private static JsonEntry object(JsonReader json, boolean hasValue) throws IOException {
    @Nullable ByteString key = null;
    @Nullable ByteString value = null;
    Optional<String> ttl = Optional.empty();
    Optional<String> ifVersion = Optional.empty();
    List<Condition> conditions = new ArrayList<>();
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      if (key == null && (name.equals("key") || name.equals("key" + BASE64))) {
        key = bytes(name, json.nextString());
      } else if (hasValue
          && value == null
          && (name.equals("value") || name.equals("value" + BASE64))) {
        value = bytes(name, json.nextString());
      } else if (hasValue && name.equals("ttl")) {
        ttl = Optional.of(json.nextString());
      } else if (hasValue && name.equals("if_version")) {
        ifVersion = Optional.of(json.nextString());
        conditions.add(Condition.ALWAYS);
      } else if (hasValue && name.equals("if_absent")) {
        addIf(json.nextBoolean(), Condition.IF_ABSENT, conditions);
      } else if (hasValue && name.equals("if_present")) {
        addIf(json.nextBoolean(), Condition.IF_PRESENT, conditions);
      } else {
        throw unknown(name, hasValue ? "key, value, ttl, if_absent ..." : "key");
      }
    }
    json.endObject();
    if (key == null || (hasValue && value == null)) {
      throw new IllegalArgumentException(
          "an entry without \"%s\", or \"%1$s_base64\"".formatted(key == null ? "key" : "value"));
    }
    if (conditions.size() > 1) {
      throw new IllegalArgumentException(
          "an entry with %d conditions".formatted(conditions.size()));
    }
    return new JsonEntry(
        key,
        value == null ? ByteString.EMPTY : value,
        ttl,
        conditions.isEmpty() ? Condition.ALWAYS : conditions.get(0),
        ifVersion);
  }

  private static void addIf(boolean wanted, Condition condition, List<Condition> conditions) {
    if (wanted) {
      conditions.add(condition);
    }
  }

  private static ByteString bytes(String name, String text) {
    if (!name.endsWith(BASE64)) {
      return ByteString.copyFromUtf8(text);
    }
    try {
      return ByteString.copyFrom(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(name, e.getMessage()), e);
    }
  }

  private static IllegalArgumentException unknown(String name, String expected) {
    return new IllegalArgumentException(
        "the body has a \"%s\" there (expected: %s, each once)".formatted(name, expected));
  }
}
