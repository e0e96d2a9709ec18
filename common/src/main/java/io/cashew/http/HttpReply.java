package io.cashew.http;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.collect.ImmutableMap;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;

/**
 * What a client is told.
 *
 * @param status 200 to 599
 * @param type the body's media type
 * @param headers besides those of the body
 */
public record HttpReply(
    int status, String type, ByteString body, ImmutableMap<String, String> headers) {
  private static final String JSON = "application/json";
  private static final String PROBLEM = "application/problem+json";

  public HttpReply {
    checkArgument(status >= 200 && status <= 599, "status: %s (expected: 200 to 599)", status);
    checkNotNull(type, "type");
    checkNotNull(body, "body");
    checkNotNull(headers, "headers");
  }

  /** Status 200 and a text of a media type. */
  public static HttpReply text(String type, String text) {
    return new HttpReply(200, type, ByteString.copyFromUtf8(text), ImmutableMap.of());
  }

  /** A status and JSON. */
  public static HttpReply json(int status, JsonElement body) {
    return new HttpReply(status, JSON, ByteString.copyFromUtf8(body + "\n"), ImmutableMap.of());
  }

  /** Why not, as RFC 9457 has it: a few words that are always the same, and what is the matter. */
  public static HttpReply problem(int status, String title, String detail) {
    JsonObject problem = new JsonObject();
    problem.addProperty("title", title);
    problem.addProperty("status", status);
    problem.addProperty("detail", detail);
    return new HttpReply(
        status, PROBLEM, ByteString.copyFromUtf8(problem + "\n"), ImmutableMap.of());
  }

  /** The same, with another header. */
  public HttpReply with(String header, String value) {
    return new HttpReply(
        status,
        type,
        body,
        ImmutableMap.<String, String>builder()
            .putAll(headers)
            .put(header, value)
            .buildKeepingLast());
  }
}
