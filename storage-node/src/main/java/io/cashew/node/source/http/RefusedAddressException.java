package io.cashew.node.source.http;

/** A service's name stands for an address that its configuration does not allow. */
final class RefusedAddressException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RefusedAddressException(String message) {
    super(message);
  }
}
