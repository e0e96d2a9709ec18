package io.cashew.cli;

import com.google.common.net.HostAndPort;
import io.cashew.config.CashewConfig;
import io.cashew.config.Flag;
import io.cashew.config.Settings;
import io.cashew.doctor.Diagnosis;
import io.cashew.doctor.Snapshot;
import io.cashew.doctor.Visit;
import io.cashew.etcd.EtcdSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "doctor",
    header = "Tell what is wrong with a cluster, how that is known, and what to do.",
    description =
        "Asks the proxies, through them every node, and etcd if it is named; twice, and changes"
            + " nothing. What is worst comes first. Each check, with its threshold: docs/doctor.md."
            + " Exits with 0 if all is well, 6 if there are problems (notices are none), 4 if no proxy"
            + " answers.")
final class DoctorCommand implements Callable<Integer> {
  private static final Duration LONGEST_WINDOW = Duration.ofMinutes(10);

  private final Console console;

  @Mixin private final OutputOptions output = new OutputOptions();

  @Option(
      names = "--admin",
      paramLabel = "HOST:PORT",
      split = ",",
      defaultValue = "${env:CASHEW_ADMIN:-127.0.0.1:7480}",
      description =
          "Where proxies' admin services listen, parted by commas; other proxies are found by what"
              + " these know. Default: $CASHEW_ADMIN or 127.0.0.1:7480.")
  private List<HostAndPort> admin = new ArrayList<>();

  @Option(
      names = "--etcd",
      paramLabel = "HOST:PORT",
      description = "Also look at etcd, which listens there; parted by commas.")
  private Optional<String> etcd = Optional.empty();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Also look at etcd, as the section etcd of this configuration says.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--window",
      paramLabel = "TIME",
      defaultValue = "1s",
      description =
          "From the first look to the second: what happens now is what happens in between. 1ms to"
              + " 10m. Default: ${DEFAULT-VALUE}.")
  private Duration window = Duration.ZERO;

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (window.isNegative() || window.isZero() || window.compareTo(LONGEST_WINDOW) > 0) {
      throw new UsageException("--window: %s (expected: 1ms to 10m)".formatted(window));
    }
    try (Visit visit = new Visit(admin, etcdSettings(), window)) {
      Snapshot snapshot = visit.look();
      Diagnosis diagnosis = Diagnosis.of(snapshot);
      output.print(
          console, () -> DiagnosisOutput.json(diagnosis), () -> DiagnosisOutput.text(diagnosis));
      return exitCode(snapshot, diagnosis).code();
    }
  }

  private Optional<EtcdSettings> etcdSettings() {
    if (config.isEmpty() && etcd.isEmpty()) {
      return Optional.empty();
    }
    Optional<Flag> flag = etcd.map(text -> new Flag("--etcd", "etcd.endpoints", text));
    return Optional.of(
        CashewConfig.from(Settings.read(config, flag.stream().toList(), System.getenv()))
            .etcd()
            .etcd());
  }

  private static ExitCode exitCode(Snapshot snapshot, Diagnosis diagnosis) {
    if (!snapshot.isReached()) {
      return ExitCode.UNAVAILABLE;
    }
    return diagnosis.isWell() ? ExitCode.OK : ExitCode.FINDINGS;
  }
}
