package io.cashew.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableSortedMap;
import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterStoreException;
import io.cashew.cluster.Snapshot;
import io.cashew.cluster.StoreThread;
import io.cashew.cluster.Versioned;
import io.cashew.lifecycle.Part;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.Txn;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.lease.LeaseGrantResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * etcd, by way of jetcd.
 *
 * <p>Everything but leases is a transaction, reads too: they are linearizable all the same, and
 * jetcd repeats a plain read by itself, slowly and with a line in the log each time. Thread-safe.
 */
final class EtcdClient implements Etcd {
  private static final PutOption FOR_GOOD = PutOption.DEFAULT;

  private final EtcdConnection connection;
  private final EtcdSettings settings;
  private final StoreThread thread;

  EtcdClient(EtcdConnection connection, EtcdSettings settings, StoreThread thread) {
    this.connection = connection;
    this.settings = settings;
    this.thread = thread;
  }

  @Override
  public CompletableFuture<Optional<Held>> read(String key) {
    return commit(txn -> txn.Then(Op.get(bytes(key), GetOption.DEFAULT)))
        .thenApply(EtcdClient::onlyEntry);
  }

  @Override
  public CompletableFuture<Snapshot> list(String prefix) {
    GetOption all = GetOption.builder().isPrefix(true).build();
    return commit(txn -> txn.Then(Op.get(bytes(prefix), all))).thenApply(EtcdClient::snapshot);
  }

  @Override
  public CompletableFuture<OptionalLong> compareAndPut(
      String key, long expectedRevision, ByteString value, long lease) {
    ByteSequence name = bytes(key);
    Cmp unchanged = new Cmp(name, Cmp.Op.EQUAL, CmpTarget.modRevision(expectedRevision));
    return commit(txn -> txn.If(unchanged).Then(put(name, value, lease)))
        .thenApply(
            done ->
                done.isSucceeded()
                    ? OptionalLong.of(done.getHeader().getRevision())
                    : OptionalLong.empty());
  }

  @Override
  public CompletableFuture<Optional<Held>> putIfAbsent(String key, ByteString value, long lease) {
    ByteSequence name = bytes(key);
    Cmp absent = new Cmp(name, Cmp.Op.EQUAL, CmpTarget.createRevision(0));
    return commit(
            txn ->
                txn.If(absent).Then(put(name, value, lease)).Else(Op.get(name, GetOption.DEFAULT)))
        .thenApply(done -> done.isSucceeded() ? Optional.empty() : onlyEntry(done));
  }

  @Override
  public CompletableFuture<Long> grant(Duration timeToLive) {
    long seconds = timeToLive.plusNanos(999_999_999).toSeconds();
    return ask(settings.requestTimeout(), client -> client.getLeaseClient().grant(seconds))
        .thenApply(LeaseGrantResponse::getID);
  }

  @Override
  public CompletableFuture<Void> renew(long lease, Duration timeout) {
    return ask(timeout, client -> client.getLeaseClient().keepAliveOnce(lease))
        .thenAccept(renewed -> {});
  }

  @Override
  public CompletableFuture<Void> revoke(long lease) {
    return connection
        .ask(settings.requestTimeout(), client -> client.getLeaseClient().revoke(lease))
        .thenAccept(revoked -> {});
  }

  @Override
  public Part watch(String prefix, long fromRevision, Runnable changed, Consumer<Throwable> ended) {
    WatchOption option =
        WatchOption.builder()
            .isPrefix(true)
            .withRevision(fromRevision)
            .withRequireLeader(true)
            .build();
    EtcdWatch watch = new EtcdWatch(thread, changed, ended);
    watch.opened(
        connection.start(client -> client.getWatchClient().watch(bytes(prefix), option, watch)));
    return watch;
  }

  private CompletableFuture<TxnResponse> commit(Function<Txn, Txn> filled) {
    return ask(
        settings.requestTimeout(), client -> filled.apply(client.getKVClient().txn()).commit());
  }

  private <T> CompletableFuture<T> ask(
      Duration timeout, Function<Client, CompletableFuture<T>> request) {
    return thread.bring(
        connection
            .ask(timeout, request)
            .handle(
                (answer, failure) -> {
                  if (failure != null) {
                    throw new ClusterStoreException(
                        "etcd at %s: %s".formatted(settings.names(), Failures.reason(failure)),
                        failure);
                  }
                  return answer;
                }));
  }

  private static Op put(ByteSequence key, ByteString value, long lease) {
    return Op.put(
        key,
        ByteSequence.from(value),
        lease == NO_LEASE ? FOR_GOOD : PutOption.builder().withLeaseId(lease).build());
  }

  private static Optional<Held> onlyEntry(TxnResponse response) {
    List<KeyValue> entries = response.getGetResponses().get(0).getKvs();
    return entries.stream().findFirst().map(entry -> new Held(versioned(entry), entry.getLease()));
  }

  private static Snapshot snapshot(TxnResponse response) {
    GetResponse all = response.getGetResponses().get(0);
    ImmutableSortedMap.Builder<String, Versioned> entries = ImmutableSortedMap.naturalOrder();
    for (KeyValue entry : all.getKvs()) {
      entries.put(entry.getKey().toString(UTF_8), versioned(entry));
    }
    return new Snapshot(response.getHeader().getRevision(), entries.buildOrThrow());
  }

  private static Versioned versioned(KeyValue entry) {
    return new Versioned(ByteString.copyFrom(entry.getValue().getBytes()), entry.getModRevision());
  }

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, UTF_8);
  }
}
