package io.cashew.comparison.party;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where and with what parties run.
 *
 * @param home the checkout, with Cashew built
 * @param peers class path of the peers in Java; does not exist if they were not built
 * @param directory for everything that is written
 * @param nodeMegabytes memory for entries, of each node
 * @param heapMegabytes heap of each of our processes. A peer that keeps entries in its heap has
 *     both together for it.
 * @param jvmFlags for every JVM, ours and others
 */
public record Site(
    Path home,
    Path peers,
    Path directory,
    int nodeMegabytes,
    int heapMegabytes,
    List<String> jvmFlags) {
  static final String HOST = "127.0.0.1";

  /** The same in another directory, with more flags. */
  public Site in(Path other, List<String> moreFlags) {
    List<String> flags = new ArrayList<>(jvmFlags);
    flags.addAll(moreFlags);
    return new Site(home, peers, other, nodeMegabytes, heapMegabytes, flags);
  }

  /** Flags of a JVM with nothing but its heap. */
  List<String> heap(int megabytes) {
    List<String> flags = new ArrayList<>(List.of("-XX:+UseG1GC", "-Xmx" + megabytes + "m"));
    flags.addAll(jvmFlags);
    return flags;
  }

  /** The heap of a peer that keeps entries there. */
  int heapWithEntriesMegabytes() {
    return nodeMegabytes + heapMegabytes;
  }

  String peersClassPath() {
    return peers.resolve("*").toString();
  }
}
