package io.cashew.client.link;

import io.cashew.rpc.StatusCodec;
import io.cashew.status.Reason;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;

/**
 * Why a session is over.
 *
 * @param words for people
 * @param reason why the proxy ended it, if it said so in our words
 * @param pause how long it wants to be left alone
 */
record End(String words, Optional<Reason> reason, Duration pause) {
  static End because(String words) {
    return new End(words, Optional.empty(), Duration.ZERO);
  }

  /** How gRPC told. */
  static End with(Throwable failure) {
    return new End(
        Trouble.with(Status.fromThrowable(failure)),
        StatusCodec.carried(failure),
        StatusCodec.retryDelay(failure).orElse(Duration.ZERO));
  }
}
