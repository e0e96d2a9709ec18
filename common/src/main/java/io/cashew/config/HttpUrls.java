package io.cashew.config;

import static com.google.common.base.Preconditions.checkArgument;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/** Where HTTP is spoken, as people write it: {@code https://api.example/v1}. */
final class HttpUrls {
  static final String EXPECTED = "a URL such as https://api.example/v1";

  /** In the place of one that is missing, until all problems are told. */
  static final URI STAND_IN = URI.create("http://missing");

  private static final Set<String> SCHEMES = Set.of("http", "https");

  private HttpUrls() {}

  /** Throws {@link IllegalArgumentException}, whose message repeats no password. */
  static URI parse(String text) {
    URI url = uri(text.replaceFirst("/+$", ""));
    checkArgument(
        url.getRawUserInfo() == null,
        "a URL with a user in it (expected: an Authorization header, see headers)");
    checkArgument(
        url.getScheme() != null && SCHEMES.contains(url.getScheme()) && url.getHost() != null,
        "\"%s\" (expected: %s)",
        text,
        EXPECTED);
    checkArgument(
        url.getRawQuery() == null && url.getRawFragment() == null,
        "\"%s\" (expected: no ? and no #; a group's path may have a ?)",
        text);
    return url;
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("no URL (expected: %s)".formatted(EXPECTED), e);
    }
  }
}
