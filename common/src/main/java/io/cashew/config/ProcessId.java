package io.cashew.config;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.net.HostAndPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** What a process is called in the cluster. */
final class ProcessId {
  private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9._-]{1,64}");
  private static final int HOST_CHARACTERS = 48;

  private ProcessId() {}

  /** Throws {@link IllegalArgumentException} unless it can stand in a key of the cluster store. */
  static void check(String id) {
    checkArgument(
        FORM.matcher(id).matches(),
        "id: \"%s\" (expected: 1 to 64 characters of a-z, A-Z, 0-9, '.', '_', '-')",
        id);
  }

  /** The name of a process that was given none: the same whenever it starts at the same place. */
  static String of(String kind, HostAndPort address) {
    String host = hostName().replaceAll("[^a-zA-Z0-9.-]", "-");
    String shortened = host.substring(0, Math.min(host.length(), HOST_CHARACTERS));
    return "%s-%s-%d".formatted(kind, shortened, address.getPort());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
