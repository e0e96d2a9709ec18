package io.cashew.http;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import java.util.Optional;

/**
 * What a client asks.
 *
 * @param method in capitals, such as {@code GET}
 * @param path as it came, escapes and all, without the query
 * @param query the first value of each name, decoded
 * @param headers the first value of each name; names in lower case
 * @param parameters what the route's pattern names, decoded
 */
public record HttpRequest(
    String method,
    String path,
    ImmutableMap<String, String> query,
    ImmutableMap<String, String> headers,
    ImmutableMap<String, String> parameters,
    ByteString body) {
  public HttpRequest {
    checkNotNull(method, "method");
    checkNotNull(path, "path");
    checkNotNull(query, "query");
    checkNotNull(headers, "headers");
    checkNotNull(parameters, "parameters");
    checkNotNull(body, "body");
  }

  /** What stands in the path where the route's pattern has a name. */
  public String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no {%s}".formatted(name));
    }
    return value;
  }

  /** A header's first value; {@code name} in lower case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  HttpRequest with(ImmutableMap<String, String> found) {
    return new HttpRequest(method, path, query, headers, found, body);
  }
}
