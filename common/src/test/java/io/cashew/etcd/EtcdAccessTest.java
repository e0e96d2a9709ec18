package io.cashew.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cashew.cluster.ClusterStore;
import io.cashew.cluster.ClusterStore.Claim;
import io.cashew.cluster.ClusterStoreException;
import io.cashew.cluster.LeaseRecorder;
import io.cashew.cluster.SnapshotRecorder;
import io.cashew.etcd.EtcdSettings.Login;
import io.cashew.etcd.EtcdSettings.Tls;
import io.cashew.time.Await;
import io.etcd.jetcd.Auth;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways to reach an etcd, and to be let in. */
final class EtcdAccessTest {
  private static final Login ROOT = new Login("root", "right");

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:%s", "localhost:%s", "http://127.0.0.1:%s"})
  void endpoint_inAnyForm_isReached(String form) {
    try (FakeEtcd etcd = FakeEtcd.start();
        ClusterStore store = open(List.of(form.formatted(etcd.port())))) {
      assertThat(store.read("/a")).succeedsWithin(Duration.ofSeconds(5));
    }
  }

  @Test
  void endpoint_ofIpv6_isReached() throws Exception {
    try (FakeEtcd etcd = FakeEtcd.startOn(InetAddress.getByAddress(ipv6Loopback()));
        ClusterStore store = open(List.of("[::1]:" + etcd.port()))) {
      assertThat(store.read("/a")).succeedsWithin(Duration.ofSeconds(5));
    }
  }

  @Test
  void endpoints_ofWhichOneIsDead_areReachedAllTheSame() {
    try (FakeEtcd etcd = FakeEtcd.start();
        ClusterStore store = open(List.of("127.0.0.1:" + FreePort.next(), etcd.endpoint()))) {
      for (int request = 0; request < 10; request++) {
        assertThat(store.read("/a")).succeedsWithin(Duration.ofSeconds(5));
      }
    }
  }

  @Test
  void endpoint_whoseNameIsUnknown_isNamedInTheFailure() {
    EtcdSettings settings =
        EtcdSettings.of(List.of("no-such-host.invalid:2379"))
            .withStartTimeout(Duration.ofMillis(500));

    assertThatThrownBy(() -> EtcdClusterStore.open(settings))
        .isInstanceOf(ClusterStoreException.class)
        .hasMessageContaining("no-such-host.invalid:2379");
  }

  @Test
  void etcd_thatSpeaksTls_isReachedByThoseWhoTrustIt(@TempDir Path directory) {
    CertificateFiles files = CertificateFiles.create(directory);
    Tls trusting = new Tls(Optional.of(files.certificate()), Optional.empty(), Optional.empty());
    try (FakeEtcd etcd = FakeEtcd.startSecurely(files)) {
      List<String> endpoints = List.of("https://" + etcd.endpoint());

      try (ClusterStore store =
          EtcdClusterStore.open(
              EtcdSettings.of(endpoints, Optional.empty(), Optional.of(trusting)))) {
        assertThat(store.read("/a")).succeedsWithin(Duration.ofSeconds(5));
      }
      assertThatThrownBy(
              () ->
                  EtcdClusterStore.open(
                      EtcdSettings.of(endpoints).withStartTimeout(Duration.ofMillis(500))))
          .isInstanceOf(ClusterStoreException.class);
    }
  }

  @Test
  void certificates_thatDoNotExist_areNamedInTheFailure() {
    Tls tls = new Tls(Optional.of(Path.of("no-such-ca.pem")), Optional.empty(), Optional.empty());
    EtcdSettings settings =
        EtcdSettings.of(List.of("127.0.0.1:1"), Optional.empty(), Optional.of(tls));

    assertThatThrownBy(() -> EtcdClusterStore.open(settings))
        .isInstanceOf(ClusterStoreException.class)
        .hasMessageContaining("no-such-ca.pem");
  }

  @Test
  void etcd_thatAsksForALogin_letsInThoseWhoHaveOne() throws Exception {
    try (EtcdProcess etcd = EtcdProcess.start()) {
      askForLogins(etcd);

      assertThatThrownBy(() -> open(List.of(etcd.endpoint())))
          .isInstanceOf(ClusterStoreException.class)
          .hasMessageContaining("turns us away")
          .hasMessageContaining("user name is empty");
      assertThatThrownBy(() -> open(etcd, new Login("root", "wrong")))
          .isInstanceOf(ClusterStoreException.class)
          .hasMessageContaining("turns us away")
          .hasMessageContaining("invalid user ID or password");
      try (ClusterStore store = open(etcd, ROOT)) {
        SnapshotRecorder recorder = new SnapshotRecorder();
        LeaseRecorder fate = new LeaseRecorder();
        store.watch("/m/", recorder);
        store.lease(
            "/m/a",
            ByteString.copyFromUtf8("1"),
            ClusterStore.SHORTEST_LEASE,
            Claim.OVERWRITE,
            fate);
        recorder.awaitNewest(Map.of("/m/a", "1"));

        etcd.kill(); // and with it the token that the login got
        etcd.restart();

        Await.until(
            "a put is taken",
            () -> store.compareAndPut("/m/b", 0, ByteString.copyFromUtf8("2")).get().isPresent());
        recorder.awaitNewest(Map.of("/m/a", "1", "/m/b", "2"));
      }
    }
  }

  private static void askForLogins(EtcdProcess etcd) throws Exception {
    try (Client admin = Client.builder().endpoints("http://" + etcd.endpoint()).build()) {
      Auth auth = admin.getAuthClient();
      ByteSequence root = ByteSequence.from(ROOT.user(), UTF_8);
      auth.userAdd(root, ByteSequence.from(ROOT.password(), UTF_8)).get();
      auth.roleAdd(root).get();
      auth.userGrantRole(root, root).get();
      auth.authEnable().get();
    }
  }

  private static ClusterStore open(EtcdProcess etcd, Login login) {
    return EtcdClusterStore.open(
        EtcdSettings.of(List.of(etcd.endpoint()), Optional.of(login), Optional.empty()));
  }

  private static ClusterStore open(List<String> endpoints) {
    return EtcdClusterStore.open(EtcdSettings.of(endpoints));
  }

  private static byte[] ipv6Loopback() {
    byte[] address = new byte[16];
    address[15] = 1;
    return address;
  }
}
