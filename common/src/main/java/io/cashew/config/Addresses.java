package io.cashew.config;

import com.google.common.base.Splitter;
import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Addresses as people write them: {@code host:port}, host a DNS name, an IPv4 or an [IPv6]. */
public final class Addresses {
  private static final String LABEL = "[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?";
  private static final Pattern NAME = Pattern.compile("(%1$s\\.)*%1$s\\.?".formatted(LABEL));

  /** What has a number for its last label is an IPv4 address or a mistake, never a name. */
  private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?\\d+\\.?");

  private static final int NAME_CHARACTERS = 253;

  private Addresses() {}

  /**
   * An address to connect to: its port is 1 to 65535. Throws {@link IllegalArgumentException} with
   * what was found and what is expected.
   */
  public static HostAndPort parse(String text) {
    HostAndPort address = parseListen(text);
    if (address.getPort() == 0) {
      throw new IllegalArgumentException(
          "\"%s\" (expected: a port from 1 to 65535)".formatted(text));
    }
    return address;
  }

  /** An address to listen on: as {@link #parse}, and port 0 stands for any free port. */
  public static HostAndPort parseListen(String text) {
    HostAndPort address;
    try {
      address = HostAndPort.fromString(text);
    } catch (IllegalArgumentException e) {
      throw malformed(text);
    }
    if (!address.hasPort() || !isHost(address.getHost())) {
      throw malformed(text);
    }
    return address;
  }

  /** Addresses to connect to, parted by commas; at least one. */
  public static List<HostAndPort> parseList(String text) {
    List<HostAndPort> addresses = new ArrayList<>();
    for (String part : Splitter.on(',').trimResults().split(text)) {
      addresses.add(parse(part));
    }
    return List.copyOf(addresses);
  }

  private static boolean isHost(String host) {
    if (InetAddresses.isInetAddress(host)) {
      return true;
    }
    return host.length() <= NAME_CHARACTERS
        && NAME.matcher(host).matches()
        && !NUMERIC.matcher(host).matches();
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "\"%s\" (expected: host:port, such as 10.0.0.7:7410, cache.example:7410 or [::1]:7410)"
            .formatted(text));
  }
}
