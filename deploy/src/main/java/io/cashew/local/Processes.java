package io.cashew.local;

import io.cashew.config.CashewConfig;
import io.cashew.lifecycle.Part;

/**
 * Starts what the {@code cashew} command can run. Each method returns once the process serves; the
 * part it returns stops it. Throws {@link io.cashew.lifecycle.StartException} if it cannot start.
 */
public interface Processes {
  /** A proxy, nodes and the ring in this process, without etcd. */
  Part local(LocalConfig config);

  /** One proxy of the cluster that etcd keeps. */
  Part proxy(CashewConfig config);

  /** One storage node of the cluster that etcd keeps. */
  Part node(CashewConfig config);
}
