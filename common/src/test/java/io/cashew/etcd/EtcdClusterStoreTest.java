package io.cashew.etcd;

import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.ClusterStoreContract;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class EtcdClusterStoreTest extends ClusterStoreContract {
  private static EtcdProcess etcd;

  @BeforeAll
  static void startEtcd() {
    etcd = EtcdProcess.start();
  }

  @AfterAll
  static void stopEtcd() {
    etcd.close();
  }

  @Override
  protected ClusterStore open() {
    return EtcdClusterStore.open(EtcdSettings.of(List.of(etcd.endpoint())));
  }
}
