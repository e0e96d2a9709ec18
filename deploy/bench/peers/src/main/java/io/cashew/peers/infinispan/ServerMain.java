package io.cashew.peers.infinispan;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.infinispan.commons.dataconversion.MediaType;
import org.infinispan.configuration.cache.CacheMode;
import org.infinispan.configuration.cache.Configuration;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.server.hotrod.HotRodServer;
import org.infinispan.server.hotrod.configuration.HotRodServerConfigurationBuilder;

/** A server of a cluster of two on the loopback, with a cache that has one copy of each entry. */
public final class ServerMain {
  static final String CACHE = "bench";

  private ServerMain() {}

  /**
   * Arguments: the port it serves at, its port for the other server, the other's. Says READY and
   * how many there are as often as that changes; serves until it is killed.
   */
  public static void main(String[] arguments) throws Exception {
    Path stack = Files.createTempFile("jgroups", ".xml");
    Files.writeString(stack, stack(arguments[1], arguments[2]));
    GlobalConfigurationBuilder global = GlobalConfigurationBuilder.defaultClusteredBuilder();
    global.transport().addProperty("configurationFile", stack.toString());
    DefaultCacheManager manager = new DefaultCacheManager(global.build());
    Files.delete(stack);
    manager.defineConfiguration(CACHE, cache());
    manager.getCache(CACHE);
    HotRodServer server = new HotRodServer();
    server.start(
        new HotRodServerConfigurationBuilder()
            .host("127.0.0.1")
            .port(Integer.parseInt(arguments[0]))
            .build(),
        manager);
    server.postStart();
    int known = 0;
    while (true) {
      int members = manager.getMembers().size();
      if (members != known) {
        known = members;
        System.out.println("READY " + members);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static Configuration cache() {
    ConfigurationBuilder cache = new ConfigurationBuilder();
    cache.clustering().cacheMode(CacheMode.DIST_SYNC).hash().numOwners(1);
    cache.encoding().mediaType(MediaType.APPLICATION_OCTET_STREAM);
    return cache.build();
  }

  /** What two servers on one machine need of JGroups. */
  private static String stack(String port, String other) {
    return """
        <config xmlns="urn:org:jgroups">
          <TCP bind_addr="127.0.0.1" bind_port="%s" port_range="0"/>
          <TCPPING initial_hosts="127.0.0.1[%s],127.0.0.1[%s]" port_range="0"/>
          <MERGE3/>
          <FD_SOCK2/>
          <FD_ALL3/>
          <VERIFY_SUSPECT2/>
          <pbcast.NAKACK2 use_mcast_xmit="false"/>
          <UNICAST3/>
          <pbcast.STABLE/>
          <pbcast.GMS print_local_addr="false" join_timeout="500"/>
          <MFC/>
          <FRAG4/>
        </config>
        """
        .formatted(port, port, other);
  }
}
