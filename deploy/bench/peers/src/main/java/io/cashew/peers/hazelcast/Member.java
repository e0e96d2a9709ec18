package io.cashew.peers.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.util.concurrent.TimeUnit;

/** A member of a cluster of two on the loopback, with a map that has no copies. */
public final class Member {
  static final String MAP = "bench";
  static final String CLUSTER = "bench";

  private static final int MEMBERS = 2;

  private Member() {}

  /** Arguments: its port, the other's. Says READY when both are there, then serves until killed. */
  public static void main(String[] arguments) throws InterruptedException {
    Config config = new Config();
    config.setClusterName(CLUSTER);
    config.setProperty("hazelcast.phone.home.enabled", "false");
    config.setProperty("hazelcast.logging.type", "jdk");
    config.getMetricsConfig().setEnabled(false);
    config.getNetworkConfig().setPort(Integer.parseInt(arguments[0])).setPortAutoIncrement(false);
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    JoinConfig join = config.getNetworkConfig().getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig()
        .setEnabled(true)
        .addMember("127.0.0.1:" + arguments[0])
        .addMember("127.0.0.1:" + arguments[1]);
    config.addMapConfig(new MapConfig(MAP).setBackupCount(0).setStatisticsEnabled(false));
    HazelcastInstance member = Hazelcast.newHazelcastInstance(config);
    while (member.getCluster().getMembers().size() < MEMBERS
        || !member.getPartitionService().isClusterSafe()) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    System.out.println("READY " + MEMBERS);
  }
}
