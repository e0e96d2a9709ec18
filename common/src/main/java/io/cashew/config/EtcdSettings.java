package io.cashew.config;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The etcd that keeps the cluster.
 *
 * @param endpoints at least one
 * @param login empty: etcd asks for none
 * @param startTimeout how long a starting process waits for etcd; 100 ms to 10 min
 * @param lease how long a process that says nothing keeps its place; 1 s to 5 min
 */
public record EtcdSettings(
    List<HostAndPort> endpoints, Optional<Login> login, Duration startTimeout, Duration lease) {
  public static final HostAndPort DEFAULT_ENDPOINT = HostAndPort.fromParts("127.0.0.1", 2379);
  public static final Duration DEFAULT_START_TIMEOUT = Duration.ofSeconds(10);
  public static final Duration DEFAULT_LEASE = Duration.ofSeconds(5);

  public EtcdSettings {
    endpoints = ImmutableList.copyOf(endpoints);
    checkArgument(!endpoints.isEmpty(), "endpoints: none (expected: at least one)");
    checkNotNull(login, "login");
    Durations.check("start-timeout", startTimeout, Duration.ofMillis(100), Duration.ofMinutes(10));
    Durations.check("lease", lease, Duration.ofSeconds(1), Duration.ofMinutes(5));
  }

  /** Reads the section {@code etcd}. */
  public static EtcdSettings from(Settings settings) {
    return new EtcdSettings(
        settings.addresses("endpoints", List.of(DEFAULT_ENDPOINT)),
        login(settings),
        settings.duration("start-timeout", DEFAULT_START_TIMEOUT),
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

  /** A user of etcd. Does not print the password. */
  public record Login(String user, String password) {
    public Login {
      checkArgument(!user.isBlank(), "user: \"%s\" (expected: text)", user);
      checkNotNull(password, "password");
    }

    @Override
    public String toString() {
      return "Login[user=" + user + "]";
    }
  }
}
