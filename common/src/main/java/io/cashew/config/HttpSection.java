package io.cashew.config;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import io.cashew.group.SourceSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A service that speaks HTTP. Does not print what may be secret.
 *
 * @param url what the groups' paths are appended to; no slash at its end
 * @param headers sent with each request; their values may be secret
 * @param absent the statuses that mean that there is no such key: 204, or 400 to 499
 * @param reach which addresses its name may stand for
 * @param expiry who says how long an answer is kept
 * @param validatorBytes memory, for each group, for what is needed to ask whether a value has
 *     changed; 0: it is not asked
 * @param versionHeader where an answer has the value's version, if it has one
 * @param connections held at the most, and loads that run at once; 1 to 1,000
 * @param connectTimeout 10 ms to 1 min
 * @param authorities certificates (PEM) that the service's is checked against; empty: the JVM's
 */
public record HttpSection(
    String name,
    URI url,
    ImmutableMap<String, String> headers,
    ImmutableSortedSet<Integer> absent,
    Reach reach,
    Expiry expiry,
    long validatorBytes,
    Optional<String> versionHeader,
    int connections,
    Duration connectTimeout,
    Optional<Path> authorities)
    implements ConnectionSettings {
  public static final ImmutableSortedSet<Integer> DEFAULT_ABSENT = ImmutableSortedSet.of(404, 410);
  public static final long DEFAULT_VALIDATOR_BYTES = 8 << 20;
  public static final int DEFAULT_CONNECTIONS = 16;
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /** Stands for the key in a group's path. */
  public static final String KEY = "{key}";

  /** The path of a group that says nothing. */
  public static final String DEFAULT_PATH = "/" + KEY;

  private static final int MAX_CONNECTIONS = 1_000;
  private static final int NO_CONTENT = 204;
  private static final long MAX_VALIDATOR_BYTES = 1 << 30;
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7e\\t]*");

  /** Ours to send: they frame the request, or ask whether a value has changed. */
  private static final Set<String> RESERVED =
      Set.of(
          "accept-encoding",
          "connection",
          "content-length",
          "expect",
          "host",
          "if-match",
          "if-modified-since",
          "if-none-match",
          "if-range",
          "if-unmodified-since",
          "range",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** Which addresses a service's name may stand for. */
  public enum Reach {
    /** None that is private, loopback, link-local or otherwise special. */
    PUBLIC,
    ALL
  }

  /** Who says how long an answer is kept. */
  public enum Expiry {
    OF_THE_GROUP,
    /** {@code Cache-Control}, and the group if there is none. */
    OF_THE_ANSWER
  }

  public HttpSection {
    ConnectionSettings.checkName(name);
    checkNotNull(url, "url");
    headers.forEach(HttpSection::checkHeader);
    absent.forEach(
        status ->
            checkArgument(
                status == NO_CONTENT || (status >= 400 && status < 500),
                "absent: %s (expected: 204, or 400 to 499)",
                status));
    checkNotNull(reach, "reach");
    checkNotNull(expiry, "expiry");
    checkArgument(
        validatorBytes >= 0 && validatorBytes <= MAX_VALIDATOR_BYTES,
        "revalidate: %s bytes (expected: 0 to %s, 1 GiB)",
        validatorBytes,
        MAX_VALIDATOR_BYTES);
    versionHeader.ifPresent(
        header ->
            checkArgument(
                TOKEN.matcher(header).matches(),
                "version-header: \"%s\" (expected: the name of a header)",
                header));
    checkArgument(
        connections >= 1 && connections <= MAX_CONNECTIONS,
        "connections: %s (expected: 1 to %s)",
        connections,
        MAX_CONNECTIONS);
    Durations.check(
        "connect-timeout", connectTimeout, Duration.ofMillis(10), Duration.ofMinutes(1));
    checkNotNull(authorities, "authorities");
  }

  static HttpSection from(Settings settings) {
    return new HttpSection(
        settings.name(),
        settings.httpUrl("url"),
        settings.texts("headers"),
        settings.counts("absent", DEFAULT_ABSENT, NO_CONTENT, 499),
        settings.isTrue("allow-private") ? Reach.ALL : Reach.PUBLIC,
        settings.isTrue("honour-cache-control") ? Expiry.OF_THE_ANSWER : Expiry.OF_THE_GROUP,
        settings.bytes("revalidate", DEFAULT_VALIDATOR_BYTES),
        settings.optionalText("version-header"),
        settings.count("connections", DEFAULT_CONNECTIONS, 1, MAX_CONNECTIONS),
        settings.duration("connect-timeout", DEFAULT_CONNECT_TIMEOUT),
        settings.optionalText("authorities").map(Path::of));
  }

  @Override
  public Type type() {
    return Type.HTTP;
  }

  @Override
  public void check(SourceSettings source) {
    ConnectionSettings.checkUnset("batch-query", source.batchQuery(), "path");
    ConnectionSettings.checkUnset("query", source.query(), "path");
    if (!source.path().isEmpty()) {
      checkPath(source.path());
    }
  }

  /** A path that begins with anything else could make another host of the URL. */
  private static void checkPath(String path) {
    String around = path.replace(KEY, "");
    checkArgument(
        (path.startsWith("/") || path.startsWith("?"))
            && path.contains(KEY)
            && !path.contains("#")
            && isPartOfUrl(around),
        "path: \"%s\" (expected: a part of a URL that begins with / or ? and has %s in it, such as"
            + " /users/%s)",
        path,
        KEY,
        KEY);
  }

  private static boolean isPartOfUrl(String text) {
    try {
      return new URI("http://host" + text).getHost().equals("host");
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static void checkHeader(String header, String value) {
    checkArgument(
        TOKEN.matcher(header).matches() && !RESERVED.contains(Ascii.toLowerCase(header)),
        "headers: \"%s\" (expected: the name of a header that is not Cashew's own to send)",
        header);
    checkArgument(
        PRINTABLE.matcher(value).matches(),
        "headers: the value of \"%s\" is not plain ASCII in one line",
        header);
  }

  @Override
  public String toString() {
    return "HttpSection[name=%s, url=%s, headers=%s, connections=%d]"
        .formatted(name, url, headers.keySet(), connections);
  }
}
