package io.cashew.proxy.metrics;

import com.google.common.collect.ImmutableList;
import io.cashew.health.Health;
import io.cashew.health.StoreWatch;
import io.cashew.proxy.admin.ClusterView;
import io.cashew.proxy.alarm.Alarms;
import io.cashew.proxy.health.Probes;
import java.util.List;
import java.util.function.Supplier;

/** Whether a proxy can serve, and what is not as it should be. Thread-safe. */
public final class ProxyHealth implements Supplier<Health> {
  private final ClusterView view;
  private final Probes probes;
  private final Alarms alarms;
  private final StoreWatch store;
  private volatile Phase phase = Phase.SERVING;

  private enum Phase {
    SERVING,
    STOPPING
  }

  public ProxyHealth(ClusterView view, Probes probes, Alarms alarms, StoreWatch store) {
    this.view = view;
    this.probes = probes;
    this.alarms = alarms;
    this.store = store;
  }

  /** It takes no more requests soon. */
  public void stops() {
    phase = Phase.STOPPING;
  }

  @Override
  public Health get() {
    return Health.of(obstacles(), troubles());
  }

  private List<String> obstacles() {
    if (phase == Phase.STOPPING) {
      return List.of("it is stopping");
    }
    return view.ring().isPresent()
        ? List.of()
        : List.of("no ring yet: no node has registered, or etcd is out of reach");
  }

  private List<String> troubles() {
    ImmutableList.Builder<String> troubles = ImmutableList.builder();
    store.trouble().ifPresent(troubles::add);
    alarms
        .standing()
        .forEach(alarm -> troubles.add("%s: %s".formatted(alarm.kind().label(), alarm.text())));
    probes
        .found()
        .forEach(
            (id, health) -> {
              if (health.isSuspect()) {
                troubles.add("node %s does not answer".formatted(id.value()));
              }
            });
    return troubles.build();
  }
}
