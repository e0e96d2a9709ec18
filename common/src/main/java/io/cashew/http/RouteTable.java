package io.cashew.http;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What there is by method and path. HEAD is taken for GET; the server leaves out the body.
 * Immutable.
 *
 * @param <T> what is done at a place
 */
public final class RouteTable<T> {
  private static final Splitter SLASH = Splitter.on('/');

  private final ImmutableList<Route<T>> routes;

  private RouteTable(ImmutableList<Route<T>> routes) {
    this.routes = routes;
  }

  /** No routes yet. */
  public static <T> RouteTable<T> none() {
    return new RouteTable<>(ImmutableList.of());
  }

  /**
   * These and one more; of those that match, the first counts.
   *
   * @param pattern such as {@code /groups/{name}} or {@code /groups/{name}:flush}, where a name in
   *     braces stands for one part of the path, or for its beginning; slashes within are escaped
   */
  public RouteTable<T> with(String method, String pattern, T place) {
    checkArgument(pattern.startsWith("/"), "pattern: %s (expected: begins with /)", pattern);
    return new RouteTable<>(
        ImmutableList.<Route<T>>builder()
            .addAll(routes)
            .add(new Route<>(method, pattern, ImmutableList.copyOf(SLASH.split(pattern)), place))
            .build());
  }

  /** Each as method and pattern, such as {@code GET /groups/{name}}, in their order. */
  public ImmutableList<String> names() {
    return routes.stream()
        .map(route -> route.method() + " " + route.pattern())
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Finds where a request belongs.
   *
   * @param found told the place, and the request with its parameters
   * @param otherwise told why there is none: 404, or 405 with the methods that there are
   */
  public <R> R find(
      HttpRequest request, BiFunction<T, HttpRequest, R> found, Function<HttpReply, R> otherwise) {
    List<String> parts = SLASH.splitToList(request.path());
    String method = request.method().equals("HEAD") ? "GET" : request.method();
    List<String> others = new ArrayList<>();
    for (Route<T> route : routes) {
      ImmutableMap<String, String> parameters = route.match(parts);
      if (parameters != null) {
        if (route.method().equals(method)) {
          return found.apply(route.place(), request.with(parameters));
        }
        others.add(route.method());
      }
    }
    return otherwise.apply(others.isEmpty() ? notFound(request) : notAllowed(request, others));
  }

  private static HttpReply notFound(HttpRequest request) {
    return HttpReply.problem(
        404,
        "PATH_UNKNOWN",
        "no such path",
        "nothing is at %s (a slash within a name is written %%2F)".formatted(request.path()));
  }

  private static HttpReply notAllowed(HttpRequest request, List<String> others) {
    String allowed = String.join(", ", ImmutableSortedSet.copyOf(others));
    return HttpReply.problem(
            405,
            "METHOD_UNKNOWN",
            "no such method here",
            "%s takes %s, not %s".formatted(request.path(), allowed, request.method()))
        .with("Allow", allowed);
  }

  private record Route<T>(String method, String pattern, ImmutableList<String> parts, T place) {
    @Nullable ImmutableMap<String, String> match(List<String> asked) {
      if (asked.size() != parts.size()) {
        return null;
      }
      ImmutableMap.Builder<String, String> parameters = ImmutableMap.builder();
      for (int i = 0; i < asked.size(); i++) {
        String expected = parts.get(i);
        int end = expected.startsWith("{") ? expected.indexOf('}') : -1;
        if (end < 0
            ? !expected.equals(asked.get(i))
            : !asked.get(i).endsWith(after(expected, end))) {
          return null;
        }
        if (end > 0) {
          int length = asked.get(i).length() - after(expected, end).length();
          parameters.put(expected.substring(1, end), asked.get(i).substring(0, length));
        }
      }
      return parameters.buildOrThrow();
    }

    private static String after(String pattern, int end) {
      return pattern.substring(end + 1);
    }
  }
}
