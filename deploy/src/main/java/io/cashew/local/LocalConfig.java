package io.cashew.local;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import io.cashew.config.CashewConfig;
import java.nio.file.Path;

/**
 * A cluster in one process.
 *
 * @param nodes how many; 1 to {@value #MAX_NODES}
 * @param data a directory for what is to outlive the process
 * @param config proxy, sources and groups; its etcd and node sections are not used
 */
public record LocalConfig(int nodes, Path data, CashewConfig config) {
  public static final int DEFAULT_NODES = 3;
  public static final int MAX_NODES = 64;

  public LocalConfig {
    checkArgument(
        nodes >= 1 && nodes <= MAX_NODES, "nodes: %s (expected: 1 to %s)", nodes, MAX_NODES);
    checkNotNull(data, "data");
    checkNotNull(config, "config");
  }
}
