package io.cashew.cli;

import io.cashew.operation.Condition;
import io.cashew.operation.Ttl;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How, and on what condition, something is stored. */
final class SetOptions {
  @Mixin private final LifetimeOptions lifetime = new LifetimeOptions();

  @Option(
      names = "--keep-ttl",
      description = "It lives as long as what it takes the place of had left.")
  private boolean keepTtl;

  @Option(names = "--if-absent", description = "Only if no value is in memory.")
  private boolean ifAbsent;

  @Option(names = "--if-present", description = "Only if a value is in memory.")
  private boolean ifPresent;

  @Option(
      names = "--if-version",
      paramLabel = "VERSION",
      description = "Only if the value of this version is in memory; 0: only if none is.")
  private Optional<String> ifVersion = Optional.empty();

  Ttl ttl() {
    Ttl given = lifetime.ttl();
    if (keepTtl && given.kind() != Ttl.Kind.GROUP) {
      throw new UsageException("--keep-ttl beside --ttl or --no-expiry (expected: one of them)");
    }
    return keepTtl ? Ttl.KEPT : given;
  }

  Condition condition() {
    if (Stream.of(ifAbsent, ifPresent, ifVersion.isPresent()).filter(given -> given).count() > 1) {
      throw new UsageException(
          "several conditions (expected: one of --if-absent, --if-present, --if-version)");
    }
    if (ifVersion.isPresent()) {
      return Condition.ifVersion(version(ifVersion.get()));
    }
    if (ifAbsent) {
      return Condition.IF_ABSENT;
    }
    return ifPresent ? Condition.IF_PRESENT : Condition.ALWAYS;
  }

  private static long version(String text) {
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new UsageException(
          "--if-version %s (expected: a number, as 'cashew get --explain' shows it)"
              .formatted(text));
    }
  }
}
