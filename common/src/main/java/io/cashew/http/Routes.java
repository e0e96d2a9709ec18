package io.cashew.http;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Handlers by method and path. Whatever has no route is answered here: 404, or 405 with the methods
 * there are. HEAD is answered as GET; the server leaves out the body. Immutable.
 */
public final class Routes implements HttpHandler {
  private static final Splitter SLASH = Splitter.on('/');

  private final ImmutableList<Route> routes;

  private Routes(ImmutableList<Route> routes) {
    this.routes = routes;
  }

  /** No routes yet. */
  public static Routes none() {
    return new Routes(ImmutableList.of());
  }

  /**
   * These and one more; of those that match, the first counts.
   *
   * @param pattern such as {@code /loggers/{name}}, where a name in braces stands for one part of
   *     the path; slashes within that part are escaped
   */
  public Routes with(String method, String pattern, HttpHandler handler) {
    checkArgument(pattern.startsWith("/"), "pattern: %s (expected: begins with /)", pattern);
    return new Routes(
        ImmutableList.<Route>builder()
            .addAll(routes)
            .add(new Route(method, ImmutableList.copyOf(SLASH.split(pattern)), handler))
            .build());
  }

  @Override
  public void handle(HttpRequest request, Consumer<HttpReply> replies) {
    List<String> parts = SLASH.splitToList(request.path());
    String method = request.method().equals("HEAD") ? "GET" : request.method();
    List<String> others = new ArrayList<>();
    for (Route route : routes) {
      Optional<ImmutableMap<String, String>> found = route.match(parts);
      if (found.isPresent() && route.method().equals(method)) {
        route.handler().handle(request.with(found.get()), replies);
        return;
      }
      found.ifPresent(unused -> others.add(route.method()));
    }
    replies.accept(others.isEmpty() ? notFound(request) : notAllowed(request, others));
  }

  private static HttpReply notFound(HttpRequest request) {
    return HttpReply.problem(404, "no such path", "nothing is at " + request.path());
  }

  private static HttpReply notAllowed(HttpRequest request, List<String> others) {
    String allowed = String.join(", ", ImmutableSortedSet.copyOf(others));
    return HttpReply.problem(
            405,
            "no such method here",
            "%s takes %s, not %s".formatted(request.path(), allowed, request.method()))
        .with("Allow", allowed);
  }

  private record Route(String method, ImmutableList<String> pattern, HttpHandler handler) {
    Optional<ImmutableMap<String, String>> match(List<String> parts) {
      if (parts.size() != pattern.size()) {
        return Optional.empty();
      }
      ImmutableMap.Builder<String, String> parameters = ImmutableMap.builder();
      for (int i = 0; i < parts.size(); i++) {
        String expected = pattern.get(i);
        if (expected.startsWith("{")) {
          parameters.put(expected.substring(1, expected.length() - 1), decoded(parts.get(i)));
        } else if (!expected.equals(parts.get(i))) {
          return Optional.empty();
        }
      }
      return Optional.of(parameters.buildOrThrow());
    }

    private static String decoded(String part) {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
  }
}
