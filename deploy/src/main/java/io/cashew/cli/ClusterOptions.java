package io.cashew.cli;

import io.cashew.config.Flag;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Which cluster a process joins. */
final class ClusterOptions {
  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      description = "The cluster's name. Default: cashew.")
  private Optional<String> cluster = Optional.empty();

  @Option(
      names = "--etcd",
      paramLabel = "HOST:PORT",
      description = "Where etcd listens, parted by commas. Default: 127.0.0.1:2379.")
  private Optional<String> etcd = Optional.empty();

  List<Flag> flags() {
    return Stream.of(
            cluster.map(text -> new Flag("--cluster", "cluster", text)),
            etcd.map(text -> new Flag("--etcd", "etcd.endpoints", text)))
        .flatMap(Optional::stream)
        .toList();
  }
}
