package io.cashew.node.source.http;

import com.google.protobuf.ByteString;
import io.cashew.node.source.Load;
import io.cashew.node.source.http.Validators.Validator;
import io.cashew.telemetry.TraceContext;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One request and its answer, on behalf of a load. It ends when the load does. */
final class Exchange {
  private final Load load;
  private final UrlTemplate url;
  private final Answers answers;
  private final Optional<Validator> validator;

  Exchange(Load load, UrlTemplate url, Answers answers) {
    this.load = load;
    this.url = url;
    this.answers = answers;
    this.validator = answers.validator(load.request());
  }

  /** Sends the request; what is returned ends when the exchange has. */
  CompletableFuture<?> sendOver(HttpClient client) {
    CompletableFuture<HttpResponse<ByteString>> response =
        client.sendAsync(request(), this::receive);
    load.whenOver(() -> response.cancel(true)); // closes the connection or resets the stream
    return response.whenComplete(this::end);
  }

  private HttpRequest request() {
    HttpRequest.Builder request = HttpRequest.newBuilder(url.expand(load.request().key()));
    answers.headers().forEach(request::header);
    validator.ifPresent(known -> request.header(known.header(), known.text()));
    load.request().trace().ifPresent(trace -> tell(trace, request));
    return request.build();
  }

  private static void tell(TraceContext trace, HttpRequest.Builder request) {
    request.setHeader("traceparent", trace.traceparent());
    if (!trace.state().isEmpty()) {
      request.setHeader("tracestate", trace.state());
    }
  }

  /** Ends the load, and the exchange with it, as soon as what comes is too much. */
  private BodySubscriber<ByteString> receive(ResponseInfo response) {
    long maxBytes = answers.maxBodyBytes(response.statusCode());
    Runnable tooLarge = () -> answers.endWithoutBody(load, response, url, validator);
    BoundedBody body = new BoundedBody(maxBytes, tooLarge);
    if (response.headers().firstValueAsLong("content-length").orElse(0) > maxBytes) {
      tooLarge.run();
    }
    return body;
  }

  private void end(@Nullable HttpResponse<ByteString> response, @Nullable Throwable failure) {
    if (load.isOver()) {
      return;
    }
    try {
      if (response == null) {
        load.explain(failure == null ? new IllegalStateException("no response") : failure);
      } else {
        answers.end(
            load, response.statusCode(), response.headers(), response.body(), url, validator);
      }
    } catch (RuntimeException e) { // a header that no parser expected, perhaps
      load.explain(e);
    }
  }
}
