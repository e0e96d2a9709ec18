package io.cashew.etcd;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import io.cashew.lifecycle.Part;
import io.cashew.time.Ticker;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.maintenance.AlarmMember;
import io.etcd.jetcd.maintenance.AlarmType;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Asks etcd how it is: each member, alarms, and how long a read takes. Changes nothing. */
public final class EtcdCheckup implements Part {
  private static final int READS = 3;

  private final EtcdSettings settings;
  private final EtcdConnection connection;
  private final Ticker ticker = Ticker.system();

  /** What is not answered within the settings' request timeout has failed. */
  public EtcdCheckup(EtcdSettings settings) {
    this.settings = settings;
    this.connection = new EtcdConnection(settings, ticker);
  }

  /**
   * Asks now. The future ends within six request timeouts, much sooner if etcd is well, and does
   * not fail: what did not answer is part of the report.
   */
  public CompletableFuture<EtcdReport> ask() {
    CompletableFuture<ImmutableList<EtcdReport.Member>> members =
        addresses().thenCompose(this::ask);
    return read(READS, Long.MAX_VALUE)
        .thenCombine(alarms(), (time, alarms) -> report(Optional.empty(), time, alarms))
        .exceptionally(
            failure -> report(Optional.of(Failures.reason(failure)), 0L, ImmutableList.of()))
        .thenCombine(members, EtcdCheckup::with);
  }

  private EtcdReport report(Optional<String> failure, long nanos, ImmutableList<String> alarms) {
    return new EtcdReport(
        settings.names(), failure, Duration.ofNanos(nanos), ImmutableList.of(), alarms);
  }

  private static EtcdReport with(EtcdReport report, ImmutableList<EtcdReport.Member> members) {
    return new EtcdReport(
        report.endpoints(), report.failure(), report.readTime(), members, report.alarms());
  }

  /** The least of some reads: the first one connects, and whoever asks may be slow himself. */
  private CompletableFuture<Long> read(int times, long least) {
    if (times == 0) {
      return CompletableFuture.completedFuture(least);
    }
    long begun = ticker.nanos();
    Op read = Op.get(ByteSequence.from("/cashew/", UTF_8), GetOption.DEFAULT);
    return connection
        .ask(settings.requestTimeout(), client -> client.getKVClient().txn().Then(read).commit())
        .thenCompose(answer -> read(times - 1, Math.min(least, ticker.nanos() - begun)));
  }

  private CompletableFuture<ImmutableList<String>> alarms() {
    return connection
        .ask(settings.requestTimeout(), client -> client.getMaintenanceClient().listAlarms())
        .thenApply(
            answer ->
                answer.getAlarms().stream()
                    .map(AlarmMember::getAlarmType)
                    .filter(type -> type != AlarmType.NONE)
                    .map(AlarmType::name)
                    .distinct()
                    .collect(toImmutableList()));
  }

  /** Where clients reach the members; those of the settings if etcd does not tell. */
  private CompletableFuture<List<HostAndPort>> addresses() {
    return connection
        .ask(settings.requestTimeout(), client -> client.getClusterClient().listMember())
        .thenApply(
            answer ->
                answer.getMembers().stream()
                    .flatMap(member -> first(member.getClientURIs()))
                    .toList())
        .exceptionally(failure -> settings.endpoints())
        .thenApply(found -> found.isEmpty() ? settings.endpoints() : found);
  }

  private static Stream<HostAndPort> first(List<URI> addresses) {
    return addresses.stream()
        .limit(1)
        .map(uri -> HostAndPort.fromParts(uri.getHost(), uri.getPort()));
  }

  private CompletableFuture<ImmutableList<EtcdReport.Member>> ask(List<HostAndPort> addresses) {
    List<CompletableFuture<EtcdReport.Member>> answers = new ArrayList<>();
    addresses.forEach(address -> answers.add(ask(address)));
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> answers.stream().map(CompletableFuture::join).collect(toImmutableList()));
  }

  private CompletableFuture<EtcdReport.Member> ask(HostAndPort address) {
    String name = address.toString();
    return connection
        .ask(
            settings.requestTimeout(),
            client -> client.getMaintenanceClient().statusMember(target(address)))
        .thenApply(
            status ->
                new EtcdReport.Member(
                    name,
                    Optional.empty(),
                    status.getVersion(),
                    status.getLeader(),
                    status.getDbSize()))
        .exceptionally(
            failure ->
                new EtcdReport.Member(name, Optional.of(Failures.reason(failure)), "", 0, 0));
  }

  private static String target(HostAndPort address) {
    return "ip:///" + address.toString().replace("[", "%5B").replace("]", "%5D");
  }

  @Override
  public void close() {
    connection.close();
  }
}
