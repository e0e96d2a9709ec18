package io.cashew.etcd;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import io.cashew.lifecycle.Part;
import io.cashew.time.Await;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrantResponse;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.LeaseRevokeResponse;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.ResponseOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * As much of etcd as the store uses, with every fault a test asks for. Leases run out only when
 * told to. Thread-safe: one lock, which the answers are given under, so they are in order.
 */
final class FakeEtcd implements Part {
  private static final long TTL = 60;

  @GuardedBy("this")
  private final TreeMap<String, KeyValue> entries = new TreeMap<>();

  @GuardedBy("this")
  private final List<KeyValue> changes = new ArrayList<>();

  @GuardedBy("this")
  private final Set<Long> leases = new HashSet<>();

  @GuardedBy("this")
  private final List<WatchStream> watches = new ArrayList<>();

  @GuardedBy("this")
  private long revision = 1;

  @GuardedBy("this")
  private long lastLease;

  @GuardedBy("this")
  private int watchesOpened;

  @GuardedBy("this")
  private int renewals;

  @GuardedBy("this")
  private int keepAlivesToEnd;

  @GuardedBy("this")
  private boolean deaf;

  @GuardedBy("this")
  private boolean mute;

  @GuardedBy("this")
  private boolean losePutAnswer;

  private final InetSocketAddress address;
  private final UnaryOperator<NettyServerBuilder> security;
  private Server server;

  private FakeEtcd(InetAddress host, UnaryOperator<NettyServerBuilder> security) {
    this.address = new InetSocketAddress(host, FreePort.next());
    this.security = security;
    server = serve();
  }

  static FakeEtcd start() {
    return startOn(InetAddress.getLoopbackAddress());
  }

  static FakeEtcd startOn(InetAddress host) {
    return new FakeEtcd(host, server -> server);
  }

  /** Speaks TLS, to clients that trust its certificate. */
  static FakeEtcd startSecurely(CertificateFiles files) {
    return new FakeEtcd(
        InetAddress.getLoopbackAddress(),
        server -> server.useTransportSecurity(files.certificate().toFile(), files.key().toFile()));
  }

  int port() {
    return address.getPort();
  }

  String endpoint() {
    return "127.0.0.1:" + port();
  }

  /** A change that someone else makes. */
  synchronized void put(String key, String value) {
    put(
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8(key))
            .setValue(ByteString.copyFromUtf8(value))
            .build());
  }

  /** A deletion that someone else makes. */
  synchronized void delete(String key) {
    remove(key);
  }

  synchronized Optional<KeyValue> entry(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  synchronized int watchesOpen() {
    return watches.size();
  }

  synchronized int watchesOpened() {
    return watchesOpened;
  }

  synchronized int renewals() {
    return renewals;
  }

  synchronized int leases() {
    return leases.size();
  }

  /** Ends every watch without an error. */
  synchronized void closeWatches() {
    takeWatches().forEach(watch -> watch.answers.onCompleted());
  }

  /** Cancels every watch: what it asks for is gone. */
  synchronized void compactWatches() {
    takeWatches()
        .forEach(
            watch ->
                watch.answers.onNext(
                    answer().setWatchId(0).setCanceled(true).setCompactRevision(revision).build()));
  }

  /** Breaks every watch. */
  synchronized void breakWatches(Status status) {
    takeWatches().forEach(watch -> watch.answers.onError(status.asRuntimeException()));
  }

  /** From now on changes are not told to anyone, though the watches stay open. */
  synchronized void fallMute() {
    mute = true;
  }

  /** Drops every connection, and is back at once. */
  void disconnect() {
    stop();
    Await.until(
        "the port is free again",
        () -> {
          server = serve();
          return true;
        });
  }

  /** Goes away. */
  void stop() {
    server.shutdownNow();
    try {
      server.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      watches.clear();
    }
  }

  /** Ends the next attempts to renew a lease without an answer and without an error. */
  synchronized void endKeepAlives(int attempts) {
    keepAlivesToEnd = attempts;
  }

  /** Leaves all attempts to renew a lease without an answer, until {@link #hear}. */
  synchronized void fallDeaf() {
    deaf = true;
  }

  synchronized void hear() {
    deaf = false;
  }

  /** Lets all leases run out, with their keys. */
  synchronized void expireLeases() {
    for (long lease : List.copyOf(leases)) {
      revoke(lease);
    }
  }

  /** The next put is done, but the answer never arrives. */
  synchronized void loseNextPutAnswer() {
    losePutAnswer = true;
  }

  /** Forgets everything, and counts its revisions from a lower one. */
  synchronized void restore(long lower) {
    entries.clear();
    changes.clear();
    revision = lower;
  }

  @Override
  public void close() {
    stop();
  }

  private Server serve() {
    try {
      return security
          .apply(NettyServerBuilder.forAddress(address))
          .addService(new Keys())
          .addService(new Leases())
          .addService(new Watches())
          .build()
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @GuardedBy("this")
  private void put(PutRequest request) {
    String key = request.getKey().toStringUtf8();
    KeyValue previous = entries.get(key);
    revision++;
    KeyValue entry =
        KeyValue.newBuilder()
            .setKey(request.getKey())
            .setValue(request.getValue())
            .setLease(request.getLease())
            .setCreateRevision(previous == null ? revision : previous.getCreateRevision())
            .setModRevision(revision)
            .setVersion(previous == null ? 1 : previous.getVersion() + 1)
            .build();
    entries.put(key, entry);
    changed(entry);
  }

  @GuardedBy("this")
  private void remove(String key) {
    KeyValue previous = entries.remove(key);
    if (previous != null) {
      revision++;
      changed(previous.toBuilder().setModRevision(revision).build());
    }
  }

  @GuardedBy("this")
  private void revoke(long lease) {
    leases.remove(lease);
    entries.values().stream()
        .filter(entry -> entry.getLease() == lease)
        .map(entry -> entry.getKey().toStringUtf8())
        .toList()
        .forEach(this::delete);
  }

  @GuardedBy("this")
  private void changed(KeyValue entry) {
    changes.add(entry);
    if (!mute) {
      watches.forEach(watch -> watch.tell(entry));
    }
  }

  @GuardedBy("this")
  private List<WatchStream> takeWatches() {
    List<WatchStream> taken = List.copyOf(watches);
    watches.clear();
    return taken;
  }

  @GuardedBy("this")
  private ResponseHeader header() {
    return ResponseHeader.newBuilder().setRevision(revision).build();
  }

  @GuardedBy("this")
  private WatchResponse.Builder answer() {
    return WatchResponse.newBuilder().setHeader(header());
  }

  private static boolean within(String key, ByteString first, ByteString end) {
    return end.isEmpty()
        ? key.equals(first.toStringUtf8())
        : key.compareTo(first.toStringUtf8()) >= 0 && key.compareTo(end.toStringUtf8()) < 0;
  }

  private final class Keys extends KVGrpc.KVImplBase {
    @Override
    public void txn(TxnRequest request, StreamObserver<TxnResponse> answers) {
      synchronized (FakeEtcd.this) {
        boolean holds = request.getCompareList().stream().allMatch(this::holds);
        List<RequestOp> ops = holds ? request.getSuccessList() : request.getFailureList();
        TxnResponse.Builder response = TxnResponse.newBuilder().setSucceeded(holds);
        ops.forEach(op -> response.addResponses(run(op)));
        if (losePutAnswer && ops.stream().anyMatch(RequestOp::hasRequestPut)) {
          losePutAnswer = false;
          answers.onError(Status.UNAVAILABLE.asRuntimeException());
          return;
        }
        answers.onNext(response.setHeader(header()).build());
        answers.onCompleted();
      }
    }

    private boolean holds(Compare compare) {
      synchronized (FakeEtcd.this) {
        KeyValue entry =
            entries.getOrDefault(compare.getKey().toStringUtf8(), KeyValue.getDefaultInstance());
        return compare.getTarget() == Compare.CompareTarget.CREATE
            ? entry.getCreateRevision() == compare.getCreateRevision()
            : entry.getModRevision() == compare.getModRevision();
      }
    }

    private ResponseOp run(RequestOp op) {
      synchronized (FakeEtcd.this) {
        if (op.hasRequestPut()) {
          FakeEtcd.this.put(op.getRequestPut());
          return ResponseOp.newBuilder()
              .setResponsePut(PutResponse.newBuilder().setHeader(header()))
              .build();
        }
        RangeRequest range = op.getRequestRange();
        RangeResponse.Builder found = RangeResponse.newBuilder().setHeader(header());
        entries.forEach(
            (key, entry) -> {
              if (within(key, range.getKey(), range.getRangeEnd())) {
                found.addKvs(entry);
              }
            });
        return ResponseOp.newBuilder().setResponseRange(found).build();
      }
    }
  }

  private final class Leases extends LeaseGrpc.LeaseImplBase {
    @Override
    public void leaseGrant(LeaseGrantRequest request, StreamObserver<LeaseGrantResponse> answers) {
      synchronized (FakeEtcd.this) {
        lastLease++;
        leases.add(lastLease);
        answers.onNext(
            LeaseGrantResponse.newBuilder()
                .setHeader(header())
                .setID(lastLease)
                .setTTL(request.getTTL())
                .build());
        answers.onCompleted();
      }
    }

    @Override
    public void leaseRevoke(
        LeaseRevokeRequest request, StreamObserver<LeaseRevokeResponse> answers) {
      synchronized (FakeEtcd.this) {
        revoke(request.getID());
        answers.onNext(LeaseRevokeResponse.newBuilder().setHeader(header()).build());
        answers.onCompleted();
      }
    }

    @Override
    public StreamObserver<LeaseKeepAliveRequest> leaseKeepAlive(
        StreamObserver<LeaseKeepAliveResponse> answers) {
      return new KeepAliveStream(answers);
    }
  }

  private final class KeepAliveStream extends Incoming<LeaseKeepAliveRequest> {
    private final StreamObserver<LeaseKeepAliveResponse> answers;
    private boolean ended;

    KeepAliveStream(StreamObserver<LeaseKeepAliveResponse> answers) {
      this.answers = answers;
    }

    @Override
    public void onNext(LeaseKeepAliveRequest request) {
      synchronized (FakeEtcd.this) {
        if (deaf || ended) {
          return;
        }
        if (keepAlivesToEnd > 0) {
          keepAlivesToEnd--;
          ended = true;
          answers.onCompleted();
          return;
        }
        renewals++;
        answers.onNext(
            LeaseKeepAliveResponse.newBuilder()
                .setHeader(header())
                .setID(request.getID())
                .setTTL(leases.contains(request.getID()) ? TTL : 0)
                .build());
      }
    }
  }

  private final class Watches extends WatchGrpc.WatchImplBase {
    @Override
    public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> answers) {
      return new WatchStream(answers);
    }
  }

  private final class WatchStream extends Incoming<WatchRequest> {
    private final StreamObserver<WatchResponse> answers;
    private ByteString first;
    private ByteString end;

    WatchStream(StreamObserver<WatchResponse> answers) {
      this.answers = answers;
    }

    @Override
    public void onNext(WatchRequest request) {
      synchronized (FakeEtcd.this) {
        first = request.getCreateRequest().getKey();
        end = request.getCreateRequest().getRangeEnd();
        watches.add(this);
        watchesOpened++;
        answers.onNext(answer().setCreated(true).build());
        long from = request.getCreateRequest().getStartRevision();
        changes.stream().filter(change -> change.getModRevision() >= from).forEach(this::tell);
      }
    }

    void tell(KeyValue change) {
      synchronized (FakeEtcd.this) {
        if (within(change.getKey().toStringUtf8(), first, end)) {
          answers.onNext(answer().addEvents(Event.newBuilder().setKv(change)).build());
        }
      }
    }

    @Override
    public void onError(Throwable cancelled) {
      synchronized (FakeEtcd.this) {
        watches.remove(this);
      }
    }
  }

  /** What a client sends on a stream; it need not end well. */
  private abstract static class Incoming<T> implements StreamObserver<T> {
    @Override
    public void onError(Throwable cancelled) {}

    @Override
    public void onCompleted() {}
  }
}
