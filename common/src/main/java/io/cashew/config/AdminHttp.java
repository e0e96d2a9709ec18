package io.cashew.config;

import com.google.common.net.HostAndPort;
import java.util.Optional;

/**
 * Where a process tells by HTTP how it is: the setting {@code admin-http} of proxies and nodes.
 *
 * <p>By default on loopback, so far above the port where it listens that processes of one machine
 * that do not meet there do not meet here.
 */
final class AdminHttp {
  /** What the setting is called. */
  static final String KEY = "admin-http";

  /** Nowhere. */
  private static final String NONE = "none";

  private static final String LOOPBACK = "127.0.0.1";
  private static final int ABOVE = 100;
  private static final int LAST_PORT = 65_535;

  private AdminHttp() {}

  /** What a section says; {@code listen}: where the process listens. */
  static Optional<HostAndPort> from(Settings section, HostAndPort listen) {
    return section.text(KEY, "").equals(NONE)
        ? Optional.empty()
        : Optional.of(section.listenAddress(KEY, otherwise(listen)));
  }

  private static HostAndPort otherwise(HostAndPort listen) {
    int port = listen.getPort();
    if (port == 0) {
      return HostAndPort.fromParts(LOOPBACK, 0);
    }
    return HostAndPort.fromParts(LOOPBACK, port + ABOVE <= LAST_PORT ? port + ABOVE : port - ABOVE);
  }
}
