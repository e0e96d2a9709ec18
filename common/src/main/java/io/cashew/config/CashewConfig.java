package io.cashew.config;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.common.collect.ImmutableList;
import io.cashew.cluster.ClusterKeys;
import io.cashew.group.GroupSpec;
import java.util.List;
import java.util.Optional;

/**
 * Everything a Cashew process can be told. One file may serve all processes of a cluster: each
 * reads and checks the whole of it and uses its own part.
 *
 * <pre>
 * cluster: demo
 * log:     {format}
 * etcd:    {endpoints, user, password, tls: {authorities, certificate, key},
 *           request-timeout, start-timeout, lease}
 * proxy:   {id, listen, admin, partitions, default-deadline, access-log, admin-http,
 *           event-loops, busy-poll, hot-keys, slow-log}
 * node:    {id, listen, advertise, zone, weight, memory, drain, handover-rate,
 *           slow-log, drivers, admin-http, event-loops, busy-poll, hot-keys}
 * sources: {NAME: {type: jdbc, url, user, password, pool-size}
 *           NAME: {type: http, url, headers: {HEADER: text}, absent, allow-private,
 *                  honour-cache-control, revalidate, version-header, connections,
 *                  connect-timeout, authorities}
 *           NAME: {type: grpc, targets, tls: {authorities, certificate, key}, batch-size}
 *           NAME: {type: plugin, folder, class, threads, settings: {NAME: text}}
 *           NAME: {type: file, directory}}
 * groups:  {NAME: {memory, reserved, policy, ttl, negative-ttl, max-value, load-timeout,
 *                  load-concurrency, source: {connection, query, batch-query, batch-size,
 *                  path}}}
 * </pre>
 *
 * @param sources connections that the groups' sources refer to by name
 */
public record CashewConfig(
    ClusterKeys cluster,
    LogSettings log,
    TracingSettings tracing,
    EtcdSection etcd,
    ProxySettings proxy,
    NodeSettings node,
    List<ConnectionSettings> sources,
    List<GroupSpec> groups) {
  public static final String DEFAULT_CLUSTER = "cashew";

  public CashewConfig {
    checkNotNull(cluster, "cluster");
    checkNotNull(log, "log");
    checkNotNull(tracing, "tracing");
    checkNotNull(etcd, "etcd");
    checkNotNull(proxy, "proxy");
    checkNotNull(node, "node");
    sources = ImmutableList.copyOf(sources);
    groups = ImmutableList.copyOf(groups);
  }

  /** Reads the whole configuration. Throws {@link ConfigException} with all that is wrong. */
  public static CashewConfig from(Settings settings) {
    Optional<ClusterKeys> cluster =
        settings.make(() -> new ClusterKeys(settings.text("cluster", DEFAULT_CLUSTER)));
    LogSettings log = LogSettings.from(settings.section("log"));
    Settings tracingSection = settings.section("tracing");
    Optional<TracingSettings> tracing =
        tracingSection.make(() -> TracingSettings.from(tracingSection));
    Settings etcdSection = settings.section("etcd");
    Optional<EtcdSection> etcd = etcdSection.make(() -> EtcdSection.from(etcdSection));
    Settings proxySection = settings.section("proxy");
    Optional<ProxySettings> proxy = proxySection.make(() -> ProxySettings.from(proxySection));
    Settings nodeSection = settings.section("node");
    Optional<NodeSettings> node = nodeSection.make(() -> NodeSettings.from(nodeSection));
    List<ConnectionSettings> sources = ConnectionSettings.allFrom(settings);
    List<GroupSpec> groups = GroupsConfig.from(settings, namesOf(settings), sources);

    settings.finish();
    return new CashewConfig(
        cluster.orElseThrow(),
        log,
        tracing.orElseThrow(),
        etcd.orElseThrow(),
        proxy.orElseThrow(),
        node.orElseThrow(),
        sources,
        groups);
  }

  /** The same with another proxy, other sources and groups. */
  public CashewConfig with(
      ProxySettings otherProxy,
      List<ConnectionSettings> otherSources,
      List<GroupSpec> otherGroups) {
    return new CashewConfig(
        cluster, log, tracing, etcd, otherProxy, node, otherSources, otherGroups);
  }

  private static List<String> namesOf(Settings settings) {
    return settings.sections("sources").stream().map(Settings::name).toList();
  }
}
