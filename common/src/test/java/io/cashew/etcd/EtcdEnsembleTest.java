package io.cashew.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterStore;
import io.cashew.time.Await;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
final class EtcdEnsembleTest {
  @Test
  void threeMembers_surviveTheirLeader() throws Exception {
    try (EtcdEnsemble etcd = EtcdEnsemble.start(3);
        ClusterStore store = EtcdClusterStore.open(EtcdSettings.of(etcd.endpoints()))) {
      store.compareAndPut("/key", 0, ByteString.copyFromUtf8("value")).get(5, TimeUnit.SECONDS);
      EtcdProcess leader = etcd.leader();
      leader.compact();

      leader.kill();

      Await.until(
          "two members agree on what was put",
          () -> store.read("/key").get(5, TimeUnit.SECONDS).isPresent());
      etcd.restart(leader);
      assertThat(etcd.leader()).isNotSameAs(leader);
    }
  }
}
