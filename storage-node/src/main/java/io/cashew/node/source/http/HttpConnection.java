package io.cashew.node.source.http;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.cashew.config.HttpSection;
import io.cashew.config.HttpSection.Reach;
import io.cashew.group.SourceSettings;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.Load;
import io.cashew.node.source.SourceConnection;
import io.cashew.node.source.Turns;
import io.cashew.node.source.Unfinished;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A service that groups load from: a client, its connections, and a bounded queue of loads before
 * them. Thread-safe.
 *
 * <p>Over TLS HTTP/2 is spoken if the service can, in the clear HTTP/1.1. The environment's proxies
 * are not used.
 */
public final class HttpConnection implements SourceConnection {
  private static final int MAX_THREADS = 8;
  private static final int IDLE_THREAD_SECONDS = 60;
  private static final int QUEUE_LENGTH = 1_024;

  private final HttpSection section;
  private final Unfinished unfinished;
  private final Turns turns;
  private final ThreadPoolExecutor threads;
  private final HttpClient client;

  private HttpConnection(HttpSection section, Timers timers, Ticker ticker) {
    this.section = section;
    this.unfinished = new Unfinished(section.name(), timers, ticker);
    this.turns = new Turns(section.connections(), QUEUE_LENGTH);
    this.threads = threads(section);
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(
                section.url().getScheme().equals("https")
                    ? HttpClient.Version.HTTP_2
                    : HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(section.connectTimeout())
            .executor(threads);
    section.authorities().map(Authorities::of).ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  /**
   * Makes the connection; the service need not be in reach.
   *
   * @throws IllegalArgumentException if the authorities cannot be read
   */
  public static HttpConnection open(HttpSection section, Timers timers, Ticker ticker) {
    return new HttpConnection(section, timers, ticker);
  }

  @Override
  public DataSource source(SourceSettings settings, long maxValueBytes) {
    section.check(settings);
    String path = settings.path().isEmpty() ? HttpSection.DEFAULT_PATH : settings.path();
    return new HttpSource(
        this,
        unfinished,
        new UrlTemplate(section.url() + path, HttpSection.KEY),
        new Answers(section, maxValueBytes));
  }

  /** Sends a load's request when it is its turn, and from an address that is allowed. */
  void send(Load load, Exchange exchange) {
    turns.take(load, () -> inTurn(load, exchange));
  }

  private void inTurn(Load load, Exchange exchange) {
    if (load.isOver()) {
      turns.giveBack();
      return;
    }
    try {
      threads.execute(() -> begin(load, exchange)); // a name's resolution blocks
    } catch (RejectedExecutionException e) {
      load.explain(e); // the node stops
      turns.giveBack();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the turn is given back at the end of the chain
  private void begin(Load load, Exchange exchange) {
    try {
      checkAddress();
      exchange.sendOver(client).whenComplete((ended, failure) -> turns.giveBack());
    } catch (Throwable e) { // whatever it is, callers wait
      load.explain(e);
      turns.giveBack();
    }
  }

  /**
   * The client resolves the name again, through the same cache of the JVM: what was checked a
   * moment ago is what it connects to, unless the name's time in that cache ends just between the
   * two. With TLS the certificate leaves no such gap.
   */
  private void checkAddress() throws UnknownHostException {
    if (section.reach() == Reach.PUBLIC) {
      PublicAddresses.check(section.url().getHost());
    }
  }

  /** Fails what is in flight; exchanges end with their loads. */
  @Override
  public void close() {
    unfinished.close();
    threads.shutdown();
  }

  @Override
  public String toString() {
    return "HttpConnection[" + section.name() + "]";
  }

  private static ThreadPoolExecutor threads(HttpSection section) {
    int count = Math.max(2, Math.min(MAX_THREADS, section.connections()));
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            count,
            count,
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), // no longer than the exchanges make it
            new ThreadFactoryBuilder()
                .setNameFormat("cashew-load-" + section.name().replace("%", "") + "-%d")
                .setDaemon(true)
                .build());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }
}
