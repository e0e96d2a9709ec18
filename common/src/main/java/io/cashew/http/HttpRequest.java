package io.cashew.http;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import java.util.Optional;

/**
 * What a client asks.
 *
 * @param method in capitals, such as {@code GET}
 * @param path as it came, escapes and all, without the query
 * @param query what follows the question mark, as it came; may be empty
 * @param headers the values of each name, with commas in between; names in lower case
 * @param parameters what the route's pattern names, as it came
 */
public record HttpRequest(
    String method,
    String path,
    String query,
    ImmutableMap<String, String> headers,
    ImmutableMap<String, String> parameters,
    ByteString body) {
  private static final Splitter AND = Splitter.on('&');

  public HttpRequest {
    checkNotNull(method, "method");
    checkNotNull(path, "path");
    checkNotNull(query, "query");
    checkNotNull(headers, "headers");
    checkNotNull(parameters, "parameters");
    checkNotNull(body, "body");
  }

  /** What stands in the path where the route's pattern has a name, decoded: bytes of any kind. */
  public ByteString bytes(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no {%s}".formatted(name));
    }
    return Escapes.ofPath(value);
  }

  /** The same, where it has to be text. */
  public String parameter(String name) {
    return Escapes.text(bytes(name));
  }

  /** The first value of a name in the query, decoded: bytes of any kind. */
  public Optional<ByteString> queryBytes(String name) {
    for (String pair : AND.split(query)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (key.equals(name)) {
        return Optional.of(Escapes.ofQuery(equals < 0 ? "" : pair.substring(equals + 1)));
      }
    }
    return Optional.empty();
  }

  /** The same, where it has to be text. */
  public Optional<String> query(String name) {
    return queryBytes(name).map(Escapes::text);
  }

  /** Whether a name stands in the query, as in {@code ?explain}; not so if its value says no. */
  public boolean asksFor(String name) {
    return query(name).filter(value -> !value.equals("false") && !value.equals("0")).isPresent();
  }

  /** A header's values; {@code name} in lower case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  HttpRequest with(ImmutableMap<String, String> found) {
    return new HttpRequest(method, path, query, headers, found, body);
  }

  /** The same with a body. */
  public HttpRequest with(ByteString whole) {
    return new HttpRequest(method, path, query, headers, parameters, whole);
  }
}
