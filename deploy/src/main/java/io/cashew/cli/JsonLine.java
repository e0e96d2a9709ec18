package io.cashew.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import java.util.Base64;
import java.util.Optional;

/** A line of JSON about one key: the key alone as a string, or an object. */
final class JsonLine {
  private final String line;
  private final JsonObject object;

  private JsonLine(String line, JsonObject object) {
    this.line = line;
    this.object = object;
  }

  /** Throws {@link UsageException} if it is none. */
  static JsonLine parse(String line) {
    JsonElement element;
    try {
      element = JsonParser.parseString(line);
    } catch (JsonParseException e) {
      throw refused(line, "is no JSON");
    }
    if (element.isJsonObject()) {
      return new JsonLine(line, element.getAsJsonObject());
    }
    if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isString()) {
      throw refused(line, "is neither a string nor an object");
    }
    JsonObject object = new JsonObject();
    object.add("key", element);
    return new JsonLine(line, object);
  }

  ByteString key() {
    return bytes("key");
  }

  ByteString value() {
    return bytes("value");
  }

  /** A whole number; empty if there is none of this name. */
  Optional<Long> number(String name) {
    JsonElement field = object.get(name);
    if (field == null || field.isJsonNull()) {
      return Optional.empty();
    }
    try {
      return Optional.of(field.getAsLong());
    } catch (NumberFormatException | UnsupportedOperationException | IllegalStateException e) {
      throw refused(line, "has a %s that is no number".formatted(name));
    }
  }

  private ByteString bytes(String name) {
    JsonElement text = object.get(name);
    JsonElement base64 = object.get(name + "_base64");
    try {
      if (text != null) {
        return ByteString.copyFromUtf8(text.getAsString());
      }
      if (base64 != null) {
        return ByteString.copyFrom(Base64.getDecoder().decode(base64.getAsString()));
      }
    } catch (IllegalArgumentException | UnsupportedOperationException | IllegalStateException e) {
      throw refused(line, "has a %s that cannot be read".formatted(name));
    }
    throw refused(line, "has no %s".formatted(name));
  }

  private static UsageException refused(String line, String what) {
    return new UsageException(
        "the line %s %s (expected: \"key\", or {\"key\": \"...\", \"value\": \"...\"} where bytes"
                .formatted(line, what)
            + " that are no text are key_base64 and value_base64)");
  }
}
