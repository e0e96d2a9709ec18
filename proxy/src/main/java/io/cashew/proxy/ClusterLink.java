package io.cashew.proxy;

import io.cashew.cluster.ClusterKeys;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.ClusterStore.Claim;
import io.cashew.cluster.ClusterStore.LeaseListener;
import io.cashew.cluster.ClusterStore.LeasedKey;
import io.cashew.cluster.CoordinatorCodec;
import io.cashew.cluster.IntentFeed;
import io.cashew.cluster.MapFeed;
import io.cashew.cluster.ProxyCodec;
import io.cashew.cluster.ProxyReport;
import io.cashew.cluster.RingFeed;
import io.cashew.lifecycle.Part;
import io.cashew.lifecycle.Parts;
import io.cashew.proxy.admin.ClusterView;
import io.cashew.proxy.alarm.Alarm;
import io.cashew.proxy.alarm.Alarms;
import io.cashew.proxy.coordinator.Coordinator;
import io.cashew.proxy.health.NodeHealth;
import io.cashew.proxy.health.Probes;
import io.cashew.time.Timers;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A proxy's tie to the cluster store, requests apart. What it hears goes to whoever needs it; what
 * it says is whom it suspects, and that it would plan the ring.
 *
 * <p>Threads: the store's tells the view, everything else is told on the control thread.
 */
public final class ClusterLink implements Part {
  private final ProxyConfig config;
  private final ClusterStore store;
  private final ClusterKeys keys;
  private final Timers control;
  private final Parts parts = new Parts();

  private ClusterLink(ProxyConfig config, ClusterStore store, ClusterKeys keys, Timers control) {
    this.config = config;
    this.store = store;
    this.keys = keys;
    this.control = control;
  }

  /**
   * Ties these to the store until it is closed; then the proxy is no candidate any more.
   *
   * @param contact told whether the store confirms what this proxy reports
   */
  public static ClusterLink open(
      ProxyConfig config,
      ClusterStore store,
      ClusterKeys keys,
      Timers control,
      ClusterView view,
      Probes probes,
      Coordinator coordinator,
      Alarms alarms,
      LeaseListener contact) {
    ClusterLink link = new ClusterLink(config, store, keys, control);
    probes.onVerdict(coordinator::onVerdicts);
    link.follow(view, probes, coordinator, alarms);
    link.report(probes, contact);
    link.stand(coordinator);
    return link;
  }

  private void follow(ClusterView view, Probes probes, Coordinator coordinator, Alarms alarms) {
    parts.add(
        MapFeed.members(
            store,
            keys,
            members -> {
              view.onMembers(members);
              control.soon(
                  () -> {
                    probes.onMembers(members);
                    coordinator.onMembers(members);
                  });
            }));
    parts.add(
        MapFeed.acks(
            store,
            keys,
            acks -> {
              view.onAcks(acks);
              control.soon(() -> coordinator.onAcks(acks));
            }));
    parts.add(
        MapFeed.proxies(
            store,
            keys,
            proxies -> {
              view.onProxies(proxies);
              control.soon(() -> coordinator.onProxies(proxies));
            }));
    parts.add(
        new IntentFeed(
            store,
            keys,
            intent -> {
              view.onIntent(intent);
              control.soon(() -> coordinator.onIntent(intent));
            }));
    parts.add(MapFeed.groups(store, keys, unreadable -> raise(alarms, unreadable), view::onGroups));
    parts.add(store.watch(keys.coordinator(), view::onCoordinator));
    parts.add(
        new RingFeed(
            store,
            keys,
            ring ->
                control.soon(
                    () -> {
                      probes.onRing(ring);
                      coordinator.onRing(ring);
                    }),
            (fault, text) -> raise(alarms, fault, text)));
  }

  private static void raise(Alarms alarms, RingFeed.Fault fault, String text) {
    String backup =
        text
            + ". If the store was restored from a backup, look at docs/runbooks.md before"
            + " 'cashew ring raise-incarnation'.";
    switch (fault) {
      case NONE -> {
        alarms.clear(Alarm.Kind.RING_BACKWARDS);
        alarms.clear(Alarm.Kind.RING_VANISHED);
        alarms.clear(Alarm.Kind.RING_UNREADABLE);
      }
      case BACKWARDS -> alarms.raise(Alarm.Kind.RING_BACKWARDS, backup);
      case VANISHED -> alarms.raise(Alarm.Kind.RING_VANISHED, backup);
      case UNREADABLE ->
          alarms.raise(
              Alarm.Kind.RING_UNREADABLE,
              text + ". If another version wrote it, upgrade this proxy.");
    }
  }

  private static void raise(Alarms alarms, Set<String> unreadableGroups) {
    if (unreadableGroups.isEmpty()) {
      alarms.clear(Alarm.Kind.GROUP_UNREADABLE);
    } else {
      alarms.raise(
          Alarm.Kind.GROUP_UNREADABLE,
          "what stands under %s cannot be read: nodes go on with the last settings that they could read. If another version wrote it, upgrade; else drop the group and make it anew"
              .formatted(String.join(", ", unreadableGroups)));
    }
  }

  /** Tells the other proxies whom this one suspects, for as long as it lives. */
  private void report(Probes probes, LeaseListener contact) {
    String id = config.proxy().id();
    ProxyReport allWell = ProxyReport.ALL_WELL.at(config.proxy().admin());
    LeasedKey key =
        parts.add(
            store.lease(
                keys.proxy(id),
                ProxyCodec.encode(id, allWell),
                config.lease(),
                Claim.OVERWRITE,
                contact));
    AtomicReference<ProxyReport> said = new AtomicReference<>(allWell);
    probes.onVerdict(
        found -> {
          ProxyReport report = NodeHealth.report(found).at(config.proxy().admin());
          if (!report.equals(said.getAndSet(report))) {
            key.update(ProxyCodec.encode(id, report));
          }
        });
  }

  /** Stands for election as the coordinator. */
  private void stand(Coordinator coordinator) {
    parts.add(
        store.lease(
            keys.coordinator(),
            CoordinatorCodec.encode(config.proxy().id()),
            config.lease(),
            Claim.IF_ABSENT,
            new LeaseListener() {
              @Override
              public void onHeld() {
                control.soon(coordinator::onElected);
              }

              @Override
              public void onLost() {
                control.soon(coordinator::onDeposed);
              }
            }));
  }

  @Override
  public void close() {
    parts.close();
  }
}
