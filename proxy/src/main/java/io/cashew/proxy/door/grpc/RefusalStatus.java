package io.cashew.proxy.door.grpc;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.cashew.proxy.admission.Refusal;
import io.cashew.rpc.StatusCodec;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Arrays;

/**
 * Refusals as this door tells them, made beforehand: most of what there is to do under overload is
 * to refuse.
 */
final class RefusalStatus {
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private static final ImmutableMap<Refusal, RefusalStatus> ALL =
      Maps.toMap(Arrays.asList(Refusal.values()), RefusalStatus::new);

  private final Status status;
  private final byte[] details;

  private RefusalStatus(Refusal why) {
    StatusRuntimeException told = StatusCodec.toStatus(why.reply().reason(), why.reply().message());
    this.status = told.getStatus();
    Metadata trailers = told.getTrailers();
    byte[] found = trailers == null ? null : trailers.get(DETAILS);
    this.details = found == null ? new byte[0] : found;
  }

  private static RefusalStatus of(Refusal why) {
    RefusalStatus known = ALL.get(why);
    if (known == null) {
      throw new IllegalStateException("no status of " + why);
    }
    return known;
  }

  /** Of a unary call. */
  static Status status(Refusal why) {
    return of(why).status;
  }

  /** Of a unary call; gRPC writes into them. */
  static Metadata trailers(Refusal why) {
    Metadata trailers = new Metadata();
    trailers.put(DETAILS, of(why).details);
    return trailers;
  }
}
