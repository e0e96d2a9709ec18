package io.cashew.node.source.grpc;

import com.google.common.net.HostAndPort;
import com.google.common.util.concurrent.MoreExecutors;
import io.cashew.config.GrpcSection;
import io.cashew.config.GrpcSection.Tls;
import io.cashew.group.SourceSettings;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.SourceConnection;
import io.cashew.node.source.Unfinished;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A service that groups load from: a channel for each of its addresses. Thread-safe. */
public final class GrpcConnection implements SourceConnection {
  /** A connection over which nothing has come for so long, though something should, is probed. */
  private static final int KEEP_ALIVE_SECONDS = 30;

  private static final int KEEP_ALIVE_TIMEOUT_SECONDS = 5;

  private final GrpcSection section;
  private final Unfinished unfinished;
  private final Targets targets;
  private final Abilities abilities;

  private GrpcConnection(GrpcSection section, Targets targets, Unfinished unfinished) {
    this.section = section;
    this.targets = targets;
    this.unfinished = unfinished;
    this.abilities = new Abilities(section.batchSize());
  }

  /**
   * Makes the connection; the service need not be in reach.
   *
   * @throws IllegalArgumentException if a file of its TLS cannot be read
   */
  public static GrpcConnection open(GrpcSection section, Timers timers, Ticker ticker) {
    ChannelCredentials credentials =
        section
            .tls()
            .map(GrpcConnection::credentials)
            .orElseGet(InsecureChannelCredentials::create);
    Targets targets =
        new Targets(
            section.targets().stream().map(target -> channel(target, credentials)).toList(),
            ticker);
    return new GrpcConnection(section, targets, new Unfinished(section.name(), timers, ticker));
  }

  private static ChannelCredentials credentials(Tls tls) {
    TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
    try {
      if (tls.authorities().isPresent()) {
        credentials.trustManager(tls.authorities().get().toFile());
      }
      Optional<Path> key = tls.key();
      if (tls.certificate().isPresent() && key.isPresent()) {
        credentials.keyManager(tls.certificate().get().toFile(), key.get().toFile());
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("tls: a file cannot be read: " + e.getMessage(), e);
    }
    return credentials.build();
  }

  private static ManagedChannel channel(HostAndPort target, ChannelCredentials credentials) {
    return Grpc.newChannelBuilderForAddress(target.getHost(), target.getPort(), credentials)
        .executor(MoreExecutors.directExecutor())
        .disableRetry()
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .build();
  }

  @Override
  public DataSource source(SourceSettings settings, long maxValueBytes) {
    section.check(settings);
    return new GrpcSource(targets, abilities, unfinished, maxValueBytes);
  }

  /** Fails what is in flight and waits for nothing. */
  @Override
  public void close() {
    unfinished.close();
    targets.close();
  }

  @Override
  public String toString() {
    return "GrpcConnection[" + section.name() + "]";
  }
}
