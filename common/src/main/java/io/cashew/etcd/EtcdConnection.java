package io.cashew.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cashew.cluster.ClusterStoreException;
import io.cashew.lifecycle.Part;
import io.cashew.time.Ticker;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to etcd: a jetcd client, replaced when it has brought no answer for a second.
 *
 * <p>gRPC waits up to two minutes between its attempts to connect, and is slow to notice a peer
 * that vanished without a word; jetcd lets nobody cut that short. A new client tries at once, so
 * etcd is found within a second or two of its return. What ran on the old client fails, and its
 * callers ask again.
 *
 * <p>Thread-safe. No call of jetcd runs on its caller's thread, since it may look up names there.
 */
final class EtcdConnection implements Part {
  private static final Logger log = LoggerFactory.getLogger(EtcdConnection.class);
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int LARGEST_ANSWER = 64 << 20;
  private static final int CALLERS = 4;
  private static final int MOST_CALLS_QUEUED = 1_000;

  private final EtcdSettings settings;
  private final Ticker ticker;
  private final ThreadPoolExecutor callers;
  private final ClientBuilder recipe;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private Client client;

  /** When the client was opened, or last brought an answer. */
  @GuardedBy("lock")
  private long heard;

  @GuardedBy("lock")
  private @Nullable Long awaySince;

  @GuardedBy("lock")
  private boolean closed;

  /**
   * Connects when first asked.
   *
   * @throws ClusterStoreException if the certificates cannot be read
   */
  EtcdConnection(EtcdSettings settings, Ticker ticker) {
    this.settings = settings;
    this.ticker = ticker;
    callers =
        new ThreadPoolExecutor(
            CALLERS,
            CALLERS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_CALLS_QUEUED),
            new ThreadFactoryBuilder().setNameFormat("etcd-caller-%d").setDaemon(true).build());
    callers.allowCoreThreadTimeOut(true);
    recipe = recipe(settings).executorService(callers);
    client = recipe.build();
    heard = ticker.nanos();
  }

  /**
   * Waits until etcd has answered for the first time.
   *
   * @throws ClusterStoreException if it does not within the start timeout, or turns us away
   */
  void awaitAnswer() {
    long asked = ticker.nanos();
    Retries retries = new Retries("opening etcd", new SplittableRandom());
    try {
      while (true) {
        Optional<Throwable> failure = probe();
        if (failure.isEmpty()) {
          return;
        }
        Duration pause = retries.afterFailure(failure.get());
        long over = ticker.nanos() + pause.toNanos() - asked;
        if (over > settings.startTimeout().toNanos()) {
          throw new ClusterStoreException(
              "no etcd answered at %s within %s s: is it running? Give other endpoints with --etcd"
                  .formatted(settings.names(), settings.startTimeout().toMillis() / 1e3),
              failure.get());
        }
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterStoreException("interrupted while waiting for etcd", e);
    }
  }

  /** Why etcd was silent, if it was. */
  private Optional<Throwable> probe() throws InterruptedException {
    Op read = Op.get(ByteSequence.from("/cashew/", UTF_8), GetOption.DEFAULT);
    try {
      ask(settings.requestTimeout(), client -> client.getKVClient().txn().Then(read).commit())
          .get();
      return Optional.empty();
    } catch (ExecutionException e) {
      if (Failures.isSilence(e)) {
        return Optional.of(e);
      }
      if (Failures.isForbidden(e)) {
        return Optional.empty(); // we may have rights on our cluster's keys alone
      }
      throw new ClusterStoreException(
          "etcd at %s turns us away: %s. Are user and password right?"
              .formatted(settings.names(), Failures.reason(e)),
          e);
    }
  }

  /** Asks etcd something. The answer or its failure comes within the timeout, on any thread. */
  <T> CompletableFuture<T> ask(Duration timeout, Function<Client, CompletableFuture<T>> request) {
    Client asked = client();
    return CompletableFuture.completedFuture(asked)
        .thenComposeAsync(request, callers)
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete(
            (answer, failure) -> {
              if (failure != null && Failures.isSilence(failure)) {
                silent(asked, failure);
              } else {
                answered();
              }
            });
  }

  /** Starts something on the client that brings no answer of its own. */
  <T> CompletableFuture<T> start(Function<Client, T> call) {
    return CompletableFuture.completedFuture(client()).thenApplyAsync(call, callers);
  }

  @Override
  public void close() {
    Client last;
    synchronized (lock) {
      closed = true;
      last = client;
    }
    last.close();
    callers.shutdownNow();
  }

  private Client client() {
    synchronized (lock) {
      return client;
    }
  }

  private void answered() {
    Long since;
    long now = ticker.nanos();
    synchronized (lock) {
      heard = now;
      since = awaySince;
      awaySince = null;
    }
    if (since != null) {
      log.info(
          "etcd at {} answers again, after {} s",
          settings.names(),
          TimeUnit.NANOSECONDS.toSeconds(now - since));
    }
  }

  private void silent(Client asked, Throwable failure) {
    long now = ticker.nanos();
    boolean news;
    synchronized (lock) {
      if (closed || client != asked || now - heard < PATIENCE.toNanos()) {
        return;
      }
      news = awaySince == null;
      if (news) {
        awaySince = heard;
      }
      client = recipe.build();
      heard = now;
    }
    asked.close();
    if (news) {
      log.warn(
          "etcd at {} does not answer ({}). The ring stands as it is until it does. Is etcd running,"
              + " and can it be reached from here?",
          settings.names(),
          Failures.reason(failure));
    }
  }

  /** A client as the settings say, and as what is known of jetcd demands. */
  static ClientBuilder recipe(EtcdSettings settings) {
    ClientBuilder recipe =
        Client.builder()
            .target(target(settings))
            .waitForReady(false) // what is not sent now is asked again, not piled up
            .interceptor(new Deadlines(settings.requestTimeout()))
            .connectTimeout(settings.requestTimeout())
            .keepaliveTime(Duration.ofSeconds(10))
            .keepaliveTimeout(settings.requestTimeout())
            .keepaliveWithoutCalls(false) // etcd hangs up on those who ping while idle
            .maxInboundMessageSize(LARGEST_ANSWER)
            .retryMaxAttempts(1) // with a new token; the rest is ours to try again
            .retryDelay(50)
            .retryMaxDelay(100);
    settings
        .login()
        .ifPresent(
            login ->
                recipe
                    .user(ByteSequence.from(login.user(), UTF_8))
                    .password(ByteSequence.from(login.password(), UTF_8)));
    settings.tls().ifPresent(tls -> secure(recipe, tls));
    return recipe;
  }

  /**
   * As jetcd writes it, but with the brackets of IPv6 escaped, which a URI's path must not hold.
   */
  private static String target(EtcdSettings settings) {
    return settings.endpoints().stream()
        .map(endpoint -> endpoint.toString().replace("[", "%5B").replace("]", "%5D"))
        .collect(Collectors.joining(",", "ip:///", ""));
  }

  private static void secure(ClientBuilder recipe, EtcdSettings.Tls tls) {
    try {
      recipe.sslContext(ssl -> certificates(ssl, tls));
    } catch (SSLException | IllegalArgumentException e) {
      throw new ClusterStoreException(
          "the certificates for etcd cannot be used: %s. Give readable PEM files; the key in PKCS#8"
              .formatted(e.getMessage()),
          e);
    }
  }

  private static void certificates(SslContextBuilder ssl, EtcdSettings.Tls tls) {
    tls.authorities().map(Path::toFile).ifPresent(ssl::trustManager);
    Optional<Path> key = tls.key();
    tls.certificate()
        .ifPresent(chain -> ssl.keyManager(chain.toFile(), key.orElseThrow().toFile()));
  }

  /**
   * Gives every call a deadline, so that nothing outlives its caller's patience; not the watches.
   */
  private record Deadlines(Duration timeout) implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      String watch = WatchGrpc.getWatchMethod().getFullMethodName();
      return next.newCall(
          method,
          method.getFullMethodName().equals(watch)
              ? options
              : options.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS));
    }
  }
}
