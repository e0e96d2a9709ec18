package io.cashew.node.source.http;

import com.google.protobuf.ByteString;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Gathers a body up to a size. If there is more it asks for no more and tells, once; its body then
 * never comes. Its methods are called one after the other.
 */
final class BoundedBody implements BodySubscriber<ByteString> {
  private final long maxBytes;
  private final Runnable tooLarge;
  private final CompletableFuture<ByteString> body = new CompletableFuture<>();
  private final ByteString.Output gathered = ByteString.newOutput();
  private @Nullable Subscription subscription;
  private boolean over;

  BoundedBody(long maxBytes, Runnable tooLarge) {
    this.maxBytes = maxBytes;
    this.tooLarge = tooLarge;
  }

  @Override
  public CompletionStage<ByteString> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    given.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    if (over || subscription == null) {
      return;
    }
    for (ByteBuffer part : parts) {
      if (gathered.size() + (long) part.remaining() > maxBytes) {
        over = true;
        subscription.cancel();
        tooLarge.run();
        return;
      }
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      gathered.write(bytes, 0, bytes.length);
    }
    subscription.request(1);
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    body.complete(gathered.toByteString());
  }
}
