package io.cashew.tracing;

import com.google.common.base.Throwables;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts messages to a collector, uncompressed. Logs when it cannot be reached any more, and when it
 * is back. Thread-safe.
 */
final class JdkHttpSender implements HttpSender {
  private static final Logger log = LoggerFactory.getLogger(JdkHttpSender.class);
  private static final int FIRST_REFUSAL = 300;

  private final HttpSenderConfig config;
  private final HttpClient client;
  private final AtomicBoolean away = new AtomicBoolean();

  JdkHttpSender(HttpSenderConfig config) {
    this.config = config;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(config.getConnectTimeout())
            .build();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // both ways end here
  public void send(
      MessageWriter message, Consumer<HttpResponse> answered, Consumer<Throwable> failed) {
    HttpRequest request;
    try {
      request = request(message);
    } catch (IOException | RuntimeException e) {
      lost(e.toString());
      failed.accept(e);
      return;
    }
    client
        .sendAsync(request, BodyHandlers.ofByteArray())
        .whenComplete(
            (response, failure) -> {
              if (failure == null) {
                took(response.statusCode());
                answered.accept(new Response(response));
              } else {
                lost(String.valueOf(Throwables.getRootCause(failure)));
                failed.accept(failure);
              }
            });
  }

  private void took(int status) {
    if (status >= FIRST_REFUSAL) {
      lost("HTTP status " + status);
    } else if (away.getAndSet(false)) {
      log.warn("the collector of traces at {} takes spans again", config.getEndpoint());
    }
  }

  private void lost(String why) {
    if (!away.getAndSet(true)) {
      log.warn(
          "the collector of traces at {} takes no spans: {}; they are dropped until it does",
          config.getEndpoint(),
          why);
    }
  }

  private HttpRequest request(MessageWriter message) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream(Math.max(0, message.getContentLength()));
    message.writeMessage(body);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(config.getEndpoint())
            .timeout(config.getTimeout())
            .header("Content-Type", config.getContentType())
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()));
    config
        .getHeadersSupplier()
        .get()
        .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
    return request.build();
  }

  /** Nothing is held that the JDK does not let go of by itself. */
  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }

  private record Response(java.net.http.HttpResponse<byte[]> response) implements HttpResponse {
    @Override
    public int getStatusCode() {
      return response.statusCode();
    }

    @Override
    public String getStatusMessage() {
      return "";
    }

    @Override
    public byte[] getResponseBody() {
      return response.body();
    }
  }
}
