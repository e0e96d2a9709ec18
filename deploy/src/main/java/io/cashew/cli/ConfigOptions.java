package io.cashew.cli;

import io.cashew.config.CashewConfig;
import io.cashew.config.Flag;
import io.cashew.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a process's configuration comes from: a file, the environment, flags. */
final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A configuration in YAML. One file may serve all processes.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "SETTING=VALUE",
      description =
          "Any setting by its path, such as node.drain=30s. Beats the file and the environment"
              + " (CASHEW_NODE_DRAIN).")
  private Map<String, String> settings = new LinkedHashMap<>();

  /** Throws {@link io.cashew.config.ConfigException} with all that is wrong. */
  CashewConfig read(List<Flag> flags) {
    return CashewConfig.from(settings(flags));
  }

  /** What there is to be read, before it is. */
  Settings settings(List<Flag> flags) {
    List<Flag> all = new ArrayList<>();
    settings.forEach((path, text) -> all.add(new Flag("--set", path, text)));
    all.addAll(flags);
    return Settings.read(file, all, System.getenv());
  }
}
