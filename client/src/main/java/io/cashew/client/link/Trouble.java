package io.cashew.client.link;

import com.google.common.base.Throwables;
import io.grpc.Status;
import java.net.UnknownHostException;

/** What keeps a proxy from being reached, in words for people. */
public final class Trouble {
  private Trouble() {}

  /** gRPC's own words say little ("io exception"): what caused them says more. */
  public static String with(Status status) {
    if (status.getCause() == null) {
      return status.getDescription() == null ? status.getCode().name() : status.getDescription();
    }
    Throwable root = Throwables.getRootCause(status.getCause());
    if (root instanceof UnknownHostException) {
      return "the host name does not resolve";
    }
    String message = String.valueOf(root.getMessage());
    return message.contains("refused") ? "connection refused, nobody listens there" : message;
  }
}
