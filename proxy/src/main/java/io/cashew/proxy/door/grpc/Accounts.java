package io.cashew.proxy.door.grpc;

import io.cashew.proxy.admission.Account;
import io.cashew.proxy.admission.Admission;
import io.cashew.rpc.EventLoops;
import io.grpc.Attributes;
import io.grpc.ServerCall;
import io.grpc.ServerTransportFilter;

/** Opens an account for each connection, and finds it again for each call. */
final class Accounts extends ServerTransportFilter {
  private static final Attributes.Key<Account> ACCOUNT = Attributes.Key.create("cashew-account");

  private final Admission admission;
  private final EventLoops loops;

  Accounts(Admission admission, EventLoops loops) {
    this.admission = admission;
    this.loops = loops;
  }

  /** Runs on the event loop of the connection. */
  @Override
  public Attributes transportReady(Attributes transport) {
    return transport.toBuilder().set(ACCOUNT, admission.open(loops.current())).build();
  }

  static Account of(ServerCall<?, ?> call) {
    Account account = call.getAttributes().get(ACCOUNT);
    if (account == null) {
      throw new IllegalStateException("a call on a connection without an account");
    }
    return account;
  }
}
