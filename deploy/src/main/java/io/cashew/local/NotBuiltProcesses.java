package io.cashew.local;

import io.cashew.config.CashewConfig;
import io.cashew.lifecycle.Part;

/** Stands in where proxies and nodes are not part of the build. */
public final class NotBuiltProcesses implements Processes {
  @Override
  public Part local(LocalConfig config) {
    return notBuilt();
  }

  @Override
  public Part proxy(CashewConfig config) {
    return notBuilt();
  }

  @Override
  public Part node(CashewConfig config) {
    return notBuilt();
  }

  private static Part notBuilt() {
    throw new UnsupportedOperationException("this build has no proxies and nodes");
  }
}
