package io.cashew.http;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** From Netty's head of a request to ours, and what can be wrong with it. */
final class HeadReader {
  private static final String CONTINUE = "100-continue";

  private HeadReader() {}

  /** Its body is empty as yet. */
  static HttpRequest read(io.netty.handler.codec.http.HttpRequest head) {
    String target = withoutOrigin(head.uri());
    int mark = target.indexOf('?');
    return new HttpRequest(
        head.method().name(),
        mark < 0 ? target : target.substring(0, mark),
        mark < 0 ? "" : target.substring(mark + 1),
        headers(head.headers()),
        ImmutableMap.of(),
        ByteString.EMPTY);
  }

  /** Proxies are asked for whole URLs, and some ask us as they were asked. */
  private static String withoutOrigin(String target) {
    if (target.startsWith("/") || !Ascii.toLowerCase(target).startsWith("http://")) {
      return target;
    }
    int path = target.indexOf('/', "http://".length());
    return path < 0 ? "/" : target.substring(path);
  }

  private static ImmutableMap<String, String> headers(HttpHeaders from) {
    ImmutableMap.Builder<String, String> headers = ImmutableMap.builder();
    for (String name : from.names()) {
      headers.put(Ascii.toLowerCase(name), String.join(", ", from.getAll(name)));
    }
    return headers.buildKeepingLast();
  }

  /** What makes it impossible to go on; null: nothing. */
  static @Nullable HttpReply problem(io.netty.handler.codec.http.HttpRequest head) {
    if (head.decoderResult().isFailure()) {
      return unreadable(head.decoderResult().cause());
    }
    String expected = head.headers().get(HttpHeaderNames.EXPECT);
    if (expected != null && !expected.toLowerCase(Locale.ROOT).equals(CONTINUE)) {
      return HttpReply.problem(
          417,
          "EXPECTATION_UNKNOWN",
          "cannot be expected",
          "Expect: \"%s\" (expected: %s)".formatted(expected, CONTINUE));
    }
    return isOfAnotherSite(head)
        ? HttpReply.problem(
            403,
            "ORIGIN",
            "not for pages of other sites",
            "a page of %s may not change anything here"
                .formatted(head.headers().get(HttpHeaderNames.ORIGIN)))
        : null;
  }

  static HttpReply unreadable(Throwable failure) {
    if (failure instanceof TooLongHttpLineException) {
      return HttpReply.problem(
          414, "TARGET_TOO_LONG", "too long", "the path and the query are too long: 8 KiB at most");
    }
    if (failure instanceof TooLongHttpHeaderException) {
      return HttpReply.problem(
          431, "HEADERS_TOO_LARGE", "too large", "the headers are too large: 16 KiB at most");
    }
    return HttpReply.problem(400, "REQUEST_MALFORMED", "not HTTP", "the request cannot be read");
  }

  /** Browsers send what any page tells them to, also to this machine, and say from where. */
  private static boolean isOfAnotherSite(io.netty.handler.codec.http.HttpRequest head) {
    String method = head.method().name();
    String origin = head.headers().get(HttpHeaderNames.ORIGIN);
    return origin != null
        && !method.equals("GET")
        && !method.equals("HEAD")
        && !origin.equals("http://" + head.headers().get(HttpHeaderNames.HOST))
        && !origin.equals("https://" + head.headers().get(HttpHeaderNames.HOST));
  }
}
