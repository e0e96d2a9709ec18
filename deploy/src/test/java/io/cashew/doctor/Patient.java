package io.cashew.doctor;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.cashew.etcd.EtcdReport;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A made-up cluster that is well, to be made ill. */
final class Patient {
  final Look before = new Look();
  final Look after = new Look();
  private ImmutableMap<String, String> silent = ImmutableMap.of();
  private EtcdReport etcd = etcd(0, "10.0.0.1:2379", "10.0.0.2:2379", "10.0.0.3:2379");

  /** Made ill in this way. */
  static Patient with(Consumer<Patient> illness) {
    Patient patient = new Patient();
    illness.accept(patient);
    return patient;
  }

  /** Something is so at both looks. */
  void always(Consumer<Look> state) {
    state.accept(before);
    state.accept(after);
  }

  void silent(String proxy) {
    silent = ImmutableMap.of(proxy, "no answer within 2s");
  }

  void etcd(EtcdReport report) {
    etcd = report;
  }

  /** Members that are well and have so many bytes. */
  static EtcdReport etcd(long bytes, String... members) {
    return new EtcdReport(
        members[0],
        Optional.empty(),
        Duration.ofMillis(2),
        members.length,
        Stream.of(members)
            .map(address -> new EtcdReport.Member(address, Optional.empty(), "3.5.0", 1, bytes))
            .collect(ImmutableList.toImmutableList()),
        ImmutableList.of(),
        ImmutableList.of());
  }

  Snapshot snapshot() {
    return new Snapshot(
        before.taken(),
        after.taken(),
        Duration.ofSeconds(1),
        silent,
        ImmutableList.of(),
        Optional.of(etcd));
  }
}
