package io.cashew.node.source.http;

import com.google.common.net.InetAddresses;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Which addresses are anybody's, and not of this machine, its network or a special purpose. */
final class PublicAddresses {
  private static final List<Block> SPECIAL =
      List.of(
          new Block("0.0.0.0", 8),
          new Block("10.0.0.0", 8),
          new Block("100.64.0.0", 10), // shared by carriers
          new Block("127.0.0.0", 8),
          new Block("169.254.0.0", 16), // link-local; clouds tell secrets here
          new Block("172.16.0.0", 12),
          new Block("192.0.0.0", 24),
          new Block("192.0.2.0", 24),
          new Block("192.88.99.0", 24),
          new Block("192.168.0.0", 16),
          new Block("198.18.0.0", 15),
          new Block("198.51.100.0", 24),
          new Block("203.0.113.0", 24),
          new Block("224.0.0.0", 3), // multicast, reserved, broadcast
          new Block("::", 96), // unspecified, loopback, IPv4 in disguise
          new Block("64:ff9b:1::", 48),
          new Block("100::", 64),
          new Block("2001::", 23), // Teredo and others
          new Block("2001:db8::", 32),
          new Block("fc00::", 7),
          new Block("fe80::", 10),
          new Block("fec0::", 10),
          new Block("ff00::", 8));

  private static final Block NAT64 = new Block("64:ff9b::", 96);
  private static final Block SIX_TO_FOUR = new Block("2002::", 16);

  private PublicAddresses() {}

  /**
   * Resolves a name and checks all that it stands for. May block.
   *
   * @throws UnknownHostException if there is no such name
   * @throws RefusedAddressException if one of the addresses is not public
   */
  static void check(String host) throws UnknownHostException {
    for (InetAddress address : InetAddress.getAllByName(host)) {
      if (!isPublic(address)) {
        throw new RefusedAddressException(
            "%s is %s, which is no public address: set allow-private: true if that is meant"
                .formatted(host, address.getHostAddress()));
      }
    }
  }

  static boolean isPublic(InetAddress address) {
    if (SPECIAL.stream().anyMatch(block -> block.contains(address))) {
      return false;
    }
    if (address instanceof Inet6Address && NAT64.contains(address)) {
      return isPublic(embedded(address, 12));
    }
    if (address instanceof Inet6Address && SIX_TO_FOUR.contains(address)) {
      return isPublic(embedded(address, 2));
    }
    return true;
  }

  private static InetAddress embedded(InetAddress address, int from) {
    try {
      return Inet4Address.getByAddress(Arrays.copyOfRange(address.getAddress(), from, from + 4));
    } catch (UnknownHostException e) {
      throw new AssertionError(e); // four bytes are an address
    }
  }

  /** The addresses that begin as one does. */
  private record Block(InetAddress first, int bits) {
    Block(String first, int bits) {
      this(InetAddresses.forString(first), bits);
    }

    boolean contains(InetAddress address) {
      byte[] ours = first.getAddress();
      byte[] theirs = address.getAddress();
      if (ours.length != theirs.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((ours[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
