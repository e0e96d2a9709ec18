package io.cashew.config;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import io.cashew.group.SourceSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A service that implements {@code cashew.v1.Source}.
 *
 * @param targets where it runs, at least one; asked in turn
 * @param tls empty: in the clear
 * @param batchSize keys it is asked for at once, at most; 1 to 1,000
 */
public record GrpcSection(
    String name, ImmutableList<HostAndPort> targets, Optional<Tls> tls, int batchSize)
    implements ConnectionSettings {
  /** The most keys that the service's contract allows in one call. */
  public static final int MAX_BATCH_SIZE = 1_000;

  public GrpcSection {
    ConnectionSettings.checkName(name);
    checkArgument(!targets.isEmpty(), "targets: missing (expected: host:port, ...)");
    checkNotNull(tls, "tls");
    checkArgument(
        batchSize >= 1 && batchSize <= MAX_BATCH_SIZE,
        "batch-size: %s (expected: 1 to %s)",
        batchSize,
        MAX_BATCH_SIZE);
  }

  /**
   * How to trust the service, and how to be trusted. All files are PEM.
   *
   * @param authorities certificates to trust; empty: those of the machine
   * @param certificate ours, if the service asks for one
   * @param key of our certificate, in PKCS#8
   */
  public record Tls(Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key) {
    public Tls {
      checkNotNull(authorities, "authorities");
      checkArgument(
          certificate.isPresent() == key.isPresent(),
          "%s: missing (expected: certificate and key, or neither)",
          certificate.isPresent() ? "key" : "certificate");
    }
  }

  static GrpcSection from(Settings settings) {
    return new GrpcSection(
        settings.name(),
        ImmutableList.copyOf(settings.addresses("targets", List.of())),
        tls(settings),
        settings.count("batch-size", 1, 1, MAX_BATCH_SIZE));
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

  @Override
  public Type type() {
    return Type.GRPC;
  }

  @Override
  public void check(SourceSettings source) {
    ConnectionSettings.checkUnset(
        "batch-query", source.batchQuery(), "batch-size of the connection");
    ConnectionSettings.checkUnset("query", source.query(), "connection alone");
    ConnectionSettings.checkUnset("path", source.path(), "connection alone");
  }
}
