package io.cashew.http;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import io.cashew.status.Reason;
import java.util.Optional;

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

  /** Of what can be asked for again. */
  private static final String SECOND = "1";

  private static final int GATEWAY_TIMEOUT = 504;

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
    return json(status, ByteString.copyFromUtf8(body + "\n"));
  }

  /** A status and what is JSON already. */
  public static HttpReply json(int status, ByteString body) {
    return new HttpReply(status, JSON, body, ImmutableMap.of());
  }

  /** A status that has no body: 204 or 304. */
  public static HttpReply empty(int status) {
    return new HttpReply(status, "", ByteString.EMPTY, ImmutableMap.of());
  }

  /**
   * Why not, as RFC 9457 has it: a word for programs, the same in a few words, and what is the
   * matter.
   */
  public static HttpReply problem(int status, String reason, String title, String detail) {
    return problem(members(status, reason, title, detail));
  }

  private static JsonObject members(int status, String reason, String title, String detail) {
    JsonObject problem = new JsonObject();
    problem.addProperty("title", title);
    problem.addProperty("status", status);
    problem.addProperty("reason", reason);
    problem.addProperty("detail", detail);
    return problem;
  }

  private static HttpReply problem(JsonObject members) {
    return new HttpReply(
        members.get("status").getAsInt(),
        PROBLEM,
        ByteString.copyFromUtf8(members + "\n"),
        ImmutableMap.of());
  }

  /** Why a request failed. If asking again can help, it says when. */
  public static HttpReply problem(Reason reason, String detail) {
    return problem(reason, detail, Optional.empty());
  }

  /** The same. {@code instance}: a URI of this one failure, by which the log knows it too. */
  public static HttpReply problem(Reason reason, String detail, Optional<String> instance) {
    String title = Ascii.toLowerCase(reason.name()).replace('_', ' ');
    JsonObject members = members(reason.httpStatus(), reason.name(), title, detail);
    instance.ifPresent(uri -> members.addProperty("instance", uri));
    boolean mayComeBack =
        reason.retry() == Reason.Retry.LATER && reason.httpStatus() != GATEWAY_TIMEOUT;
    return mayComeBack ? problem(members).with("Retry-After", SECOND) : problem(members);
  }

  /** A body has more bytes than it may have. */
  public static HttpReply bodyTooLarge(long most) {
    return problem(
        413, "BODY_TOO_LARGE", "too large", "the body may have %,d bytes at most".formatted(most));
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
