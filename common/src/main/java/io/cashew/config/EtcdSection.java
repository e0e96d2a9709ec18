package io.cashew.config;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import io.cashew.etcd.EtcdSettings;
import io.cashew.etcd.EtcdSettings.Login;
import io.cashew.etcd.EtcdSettings.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The etcd that keeps the cluster.
 *
 * @param lease how long a process that says nothing keeps its place; 1 s to 5 min
 */
public record EtcdSection(EtcdSettings etcd, Duration lease) {
  public static final HostAndPort DEFAULT_ENDPOINT = HostAndPort.fromParts("127.0.0.1", 2379);
  public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(2);
  public static final Duration DEFAULT_START_TIMEOUT = Duration.ofSeconds(10);
  public static final Duration DEFAULT_LEASE = Duration.ofSeconds(5);

  public EtcdSection {
    checkNotNull(etcd, "etcd");
    Durations.check(
        "start-timeout", etcd.startTimeout(), Duration.ofMillis(100), Duration.ofMinutes(10));
    Durations.check(
        "request-timeout", etcd.requestTimeout(), Duration.ofMillis(100), Duration.ofMinutes(1));
    Durations.check("lease", lease, Duration.ofSeconds(1), Duration.ofMinutes(5));
  }

  /** Reads the section {@code etcd}. */
  public static EtcdSection from(Settings settings) {
    return new EtcdSection(
        new EtcdSettings(
            ImmutableList.copyOf(settings.addresses("endpoints", List.of(DEFAULT_ENDPOINT))),
            login(settings),
            tls(settings),
            settings.duration("request-timeout", DEFAULT_REQUEST_TIMEOUT),
            settings.duration("start-timeout", DEFAULT_START_TIMEOUT)),
        settings.duration("lease", DEFAULT_LEASE));
  }

  private static Optional<Login> login(Settings settings) {
    Optional<String> user = settings.optionalText("user");
    Optional<String> password = settings.optionalText("password");
    if (user.isPresent() != password.isPresent()) {
      String missing = user.isPresent() ? "password" : "user";
      settings.refuse(missing, "missing (expected: user and password, or neither)");
    }
    return user.flatMap(name -> password.map(secret -> new Login(name, secret)));
  }

  /** The section is there: TLS is spoken. What it leaves out is the machine's. */
  private static Optional<Tls> tls(Settings settings) {
    boolean given = settings.has("tls");
    Settings tls = settings.section("tls");
    Optional<Path> authorities = tls.optionalText("authorities").map(Path::of);
    Optional<Path> certificate = tls.optionalText("certificate").map(Path::of);
    Optional<Path> key = tls.optionalText("key").map(Path::of);
    return given ? tls.make(() -> new Tls(authorities, certificate, key)) : Optional.empty();
  }
}
