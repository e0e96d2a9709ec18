package io.cashew.etcd;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.cashew.lifecycle.Part;
import io.cashew.time.Ticker;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.cluster.Member;
import io.etcd.jetcd.cluster.MemberListResponse;
import io.etcd.jetcd.maintenance.AlarmMember;
import io.etcd.jetcd.maintenance.AlarmResponse;
import io.etcd.jetcd.maintenance.AlarmType;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks etcd how it is: each member, alarms, and how long a read takes. Changes nothing, asks
 * nothing twice, and logs nothing: what fails is told.
 */
public final class EtcdCheckup implements Part {
  private static final int READS = 3;
  private static final int CALLERS = 4;

  private final EtcdSettings settings;
  private final ExecutorService callers =
      Executors.newFixedThreadPool(
          CALLERS,
          new ThreadFactoryBuilder().setNameFormat("etcd-checkup-%d").setDaemon(true).build());
  private final Client client;
  private final Ticker ticker = Ticker.system();

  /** What is not answered within the settings' request timeout has failed. */
  public EtcdCheckup(EtcdSettings settings) {
    this.settings = settings;
    this.client = EtcdConnection.recipe(settings).executorService(callers).build();
  }

  /**
   * Asks now. The future ends within six request timeouts, much sooner if etcd is well, and does
   * not fail: what did not answer is part of the report.
   */
  public CompletableFuture<EtcdReport> ask() {
    return read(READS, Long.MAX_VALUE)
        .thenCombine(alarms(), this::answered)
        .exceptionally(this::silent)
        .thenCombine(members(), EtcdCheckup::with);
  }

  private EtcdReport answered(long readNanos, Alarms alarms) {
    return new EtcdReport(
        settings.names(),
        Optional.empty(),
        Duration.ofNanos(readNanos),
        0,
        ImmutableList.of(),
        alarms.standing(),
        alarms.untold());
  }

  private EtcdReport silent(Throwable failure) {
    return new EtcdReport(
        settings.names(),
        Optional.of(Failures.reason(failure)),
        Duration.ZERO,
        0,
        ImmutableList.of(),
        ImmutableList.of(),
        ImmutableList.of());
  }

  private static EtcdReport with(EtcdReport report, Members members) {
    return new EtcdReport(
        report.endpoints(),
        report.failure(),
        report.readTime(),
        members.size(),
        members.found(),
        report.alarms(),
        report.untold());
  }

  /** The least of some reads: the first one connects, and whoever asks may be slow himself. */
  private CompletableFuture<Long> read(int times, long least) {
    if (times == 0) {
      return CompletableFuture.completedFuture(least);
    }
    long begun = ticker.nanos();
    Op read = Op.get(ByteSequence.from("/cashew/", UTF_8), GetOption.DEFAULT);
    return ask(client -> client.getKVClient().txn().Then(read).commit())
        .handle(EtcdCheckup::answeredOrForbidden)
        .thenCompose(answer -> read(times - 1, Math.min(least, ticker.nanos() - begun)));
  }

  /** We may have rights on our cluster's keys alone; that is an answer, too. */
  private static boolean answeredOrForbidden(Object answer, @Nullable Throwable failure) {
    if (failure != null && !Failures.isForbidden(failure)) {
      throw new CompletionException(failure);
    }
    return true;
  }

  private CompletableFuture<Alarms> alarms() {
    return ask(client -> client.getMaintenanceClient().listAlarms())
        .handle(
            (answer, failure) ->
                failure == null
                    ? new Alarms(standing(answer), ImmutableList.of())
                    : new Alarms(
                        ImmutableList.of(),
                        ImmutableList.of("its alarms: " + Failures.reason(failure))));
  }

  private static ImmutableList<String> standing(AlarmResponse answer) {
    return answer.getAlarms().stream()
        .map(AlarmMember::getAlarmType)
        .filter(type -> type != AlarmType.NONE)
        .map(AlarmType::name)
        .distinct()
        .collect(toImmutableList());
  }

  private record Members(int size, ImmutableList<EtcdReport.Member> found) {}

  private record Alarms(ImmutableList<String> standing, ImmutableList<String> untold) {}

  private CompletableFuture<Members> members() {
    return ask(client -> client.getClusterClient().listMember())
        .thenApply(MemberListResponse::getMembers)
        .exceptionally(failure -> List.of())
        .thenCompose(
            listed -> ask(addresses(listed)).thenApply(found -> new Members(listed.size(), found)));
  }

  /** As etcd lists them, unless that says nothing from here: "localhost" is its default. */
  private List<HostAndPort> addresses(List<Member> listed) {
    List<HostAndPort> addresses =
        listed.stream().flatMap(member -> first(member.getClientURIs())).toList();
    boolean near = settings.endpoints().stream().allMatch(EtcdCheckup::isOfItsMachine);
    boolean strange = !near && addresses.stream().anyMatch(EtcdCheckup::isOfItsMachine);
    return addresses.isEmpty() || strange ? settings.endpoints() : addresses;
  }

  private static Stream<HostAndPort> first(List<URI> addresses) {
    return addresses.stream()
        .filter(uri -> uri.getHost() != null && uri.getPort() > 0)
        .limit(1)
        .map(uri -> HostAndPort.fromParts(uri.getHost(), uri.getPort()));
  }

  private static boolean isOfItsMachine(HostAndPort address) {
    if (!InetAddresses.isInetAddress(address.getHost())) {
      return address.getHost().equals("localhost");
    }
    InetAddress parsed = InetAddresses.forString(address.getHost());
    return parsed.isLoopbackAddress() || parsed.isAnyLocalAddress();
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
    return ask(client -> client.getMaintenanceClient().statusMember(target(address)))
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

  /** Within the timeout, on any thread; jetcd may look up names on its caller's. */
  private <T> CompletableFuture<T> ask(Function<Client, CompletableFuture<T>> request) {
    return CompletableFuture.completedFuture(client)
        .thenComposeAsync(request, callers)
        .orTimeout(settings.requestTimeout().toNanos(), TimeUnit.NANOSECONDS);
  }

  private static String target(HostAndPort address) {
    return "ip:///" + address.toString().replace("[", "%5B").replace("]", "%5D");
  }

  @Override
  public void close() {
    client.close();
    callers.shutdownNow();
  }
}
