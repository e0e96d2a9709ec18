package io.cashew.proxy.door.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.stream.JsonWriter;
import com.google.protobuf.ByteString;
import io.cashew.operation.Detail;
import io.cashew.operation.Reply;
import io.cashew.ring.Epoch;
import io.cashew.status.Reason;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the JSON that answers requests for many keys: a result for each, in the order asked. */
final class JsonResults {
  private static final int FIRST_BYTES = 4 << 10;

  private JsonResults() {}

  /** Of gets. */
  static ByteString got(List<JsonEntry> keys, List<Reply> replies, boolean explained) {
    return results(
        keys,
        replies,
        (json, reply) -> {
          if (reply instanceof Reply.Found found) {
            json.name("status").value(200);
            json.name("outcome").value(Answers.word(found.outcome()));
            detail(json, found.detail(), explained);
            bytes(json, "value", found.value());
          } else if (reply instanceof Reply.Absent absent) {
            failure(json, Answers.absence(absent));
            json.name("outcome").value(Answers.word(absent.outcome()));
            detail(json, Answers.unversioned(absent.detail()), explained);
          } else {
            failure(json, Answers.failure(reply));
          }
        });
  }

  /** Of sets. */
  static ByteString set(List<JsonEntry> keys, List<Reply> replies) {
    return results(
        keys,
        replies,
        (json, reply) -> {
          if (reply instanceof Reply.Stored stored) {
            json.name("status").value(200);
            json.name("kept").value(stored.version() != 0);
            version(json, stored.version());
          } else if (reply instanceof Reply.NotStored unmet) {
            failure(json, unmet.asFailure());
            version(json, unmet.version());
          } else {
            failure(json, Answers.failure(reply));
          }
        });
  }

  /** Of deletes. */
  static ByteString deleted(List<JsonEntry> keys, List<Reply> replies) {
    return results(
        keys,
        replies,
        (json, reply) -> {
          if (reply instanceof Reply.Deleted deleted) {
            json.name("status").value(200);
            json.name("existed").value(deleted.existed());
          } else {
            failure(json, Answers.failure(reply));
          }
        });
  }

  private static ByteString results(List<JsonEntry> keys, List<Reply> replies, Shape shape) {
    ByteString.Output out = ByteString.newOutput(FIRST_BYTES);
    try (JsonWriter json = new JsonWriter(new OutputStreamWriter(out, UTF_8))) {
      json.setHtmlSafe(false);
      json.beginObject().name("results").beginArray();
      for (int i = 0; i < replies.size(); i++) {
        json.beginObject();
        bytes(json, "key", keys.get(i).key());
        shape.write(json, replies.get(i));
        json.endObject();
      }
      json.endArray().endObject();
    } catch (IOException e) { // of memory there is none
      throw new UncheckedIOException(e);
    }
    return out.toByteString();
  }

  private static void failure(JsonWriter json, Reply.Failed failed) throws IOException {
    Reason reason = failed.reason();
    json.name("status").value(reason.httpStatus());
    json.name("reason").value(reason.name());
    json.name("detail").value(failed.message());
  }

  private static void detail(JsonWriter json, @Nullable Detail detail, boolean explained)
      throws IOException {
    if (detail == null) {
      return;
    }
    version(json, detail.version());
    json.name("age_ms").value(Long.toString(detail.ageMillis()));
    json.name("ttl_left_ms").value(Long.toString(detail.ttlLeftMillis()));
    if (explained) {
      json.name("node").value(detail.node());
      json.name("partition").value(detail.partition());
      json.name("epoch").value(Epoch.toText(detail.epoch()));
    }
  }

  private static void version(JsonWriter json, long version) throws IOException {
    if (version != 0) {
      json.name("version").value(Long.toUnsignedString(version));
    }
  }

  private static void bytes(JsonWriter json, String name, ByteString bytes) throws IOException {
    if (bytes.isValidUtf8()) {
      json.name(name).value(bytes.toStringUtf8());
    } else {
      json.name(name + "_base64").value(Base64.getEncoder().encodeToString(bytes.toByteArray()));
    }
  }

  /** What is said of one key. */
  @FunctionalInterface
  private interface Shape {
    void write(JsonWriter json, Reply reply) throws IOException;
  }
}
