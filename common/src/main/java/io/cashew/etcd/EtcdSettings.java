package io.cashew.etcd;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where etcd is and how to talk to it.
 *
 * @param endpoints host and port of each member of the etcd cluster
 * @param login for an etcd that asks for one
 * @param tls empty: in the clear
 * @param requestTimeout after which a request has failed
 * @param startTimeout how long {@link EtcdClusterStore#open} waits for the first answer
 */
public record EtcdSettings(
    ImmutableList<HostAndPort> endpoints,
    Optional<Login> login,
    Optional<Tls> tls,
    Duration requestTimeout,
    Duration startTimeout) {
  private static final int DEFAULT_PORT = 2379;
  private static final String PLAIN = "http://";
  private static final String SECURE = "https://";
  private static final String EXPECTED =
      "expected: host:port, http://host:port or https://host:port";

  /** A name, an IPv4 address, or an IPv6 address without its brackets. */
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]{0,252})|[0-9A-Fa-f:.]{2,45}");

  public EtcdSettings {
    checkArgument(!endpoints.isEmpty(), "endpoints: none (%s)", EXPECTED);
    checkNotNull(login, "login");
    checkNotNull(tls, "tls");
    checkPositive("requestTimeout", requestTimeout);
    checkPositive("startTimeout", startTimeout);
  }

  /** In the clear or with the machine's authorities, as the endpoints say; no login. */
  public static EtcdSettings of(List<String> endpoints) {
    return of(endpoints, Optional.empty(), Optional.empty());
  }

  /**
   * Reads endpoints such as {@code 10.0.0.1:2379}, {@code https://etcd.example:2379} or {@code
   * [::1]:2379}; the port may be left out. Timeouts: 2 s for a request, 10 s at the start.
   *
   * @throws IllegalArgumentException if an endpoint cannot be read, or if they disagree on TLS
   */
  public static EtcdSettings of(List<String> endpoints, Optional<Login> login, Optional<Tls> tls) {
    boolean secure = endpoints.stream().anyMatch(endpoint -> endpoint.startsWith(SECURE));
    for (String endpoint : endpoints) {
      checkArgument(
          !secure || endpoint.startsWith(SECURE),
          "endpoint: \"%s\" (expected: https://, as the others)",
          endpoint);
      checkArgument(
          tls.isEmpty() || !endpoint.startsWith(PLAIN),
          "endpoint: \"%s\" (expected: https://, as certificates are given)",
          endpoint);
    }
    return new EtcdSettings(
        endpoints.stream().map(EtcdSettings::parse).collect(ImmutableList.toImmutableList()),
        login,
        secure ? tls.or(() -> Optional.of(Tls.MACHINE)) : tls,
        Duration.ofSeconds(2),
        Duration.ofSeconds(10));
  }

  public EtcdSettings withRequestTimeout(Duration timeout) {
    return new EtcdSettings(endpoints, login, tls, timeout, startTimeout);
  }

  public EtcdSettings withStartTimeout(Duration timeout) {
    return new EtcdSettings(endpoints, login, tls, requestTimeout, timeout);
  }

  /** The endpoints, for people. */
  String names() {
    return Joiner.on(", ").join(endpoints);
  }

  private static HostAndPort parse(String endpoint) {
    String address = endpoint.replaceFirst("^https?://", "").replaceFirst("/$", "");
    try {
      HostAndPort parsed = HostAndPort.fromString(address).withDefaultPort(DEFAULT_PORT);
      checkArgument(!address.endsWith(":") || address.endsWith("::"), "no port");
      checkArgument(HOST.matcher(parsed.getHost()).matches(), "no host");
      checkArgument(parsed.getPort() > 0, "no port");
      return parsed;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("endpoint: \"%s\" (%s)".formatted(endpoint, EXPECTED), e);
    }
  }

  private static void checkPositive(String name, Duration duration) {
    checkArgument(
        !duration.isNegative() && !duration.isZero(), "%s: %s (expected: > 0)", name, duration);
  }

  /** Who we are to etcd. */
  public record Login(String user, String password) {
    public Login {
      checkArgument(!user.isEmpty(), "user: empty (expected: a name)");
      checkArgument(!password.isEmpty(), "password: empty (expected: the password of %s)", user);
    }

    @Override
    public String toString() {
      return user; // the password belongs in no log
    }
  }

  /**
   * How to trust etcd, and how to be trusted. All files are PEM.
   *
   * @param authorities certificates to trust; empty: those of the machine
   * @param certificate ours, if etcd asks for one
   * @param key of our certificate, in PKCS#8
   */
  public record Tls(Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key) {
    static final Tls MACHINE = new Tls(Optional.empty(), Optional.empty(), Optional.empty());

    public Tls {
      checkNotNull(authorities, "authorities");
      checkArgument(
          certificate.isPresent() == key.isPresent(),
          "certificate: %s, key: %s (expected: both or neither)",
          certificate,
          key);
    }
  }
}
