package io.cashew.proxy.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import io.cashew.cluster.ProxyReport;
import io.cashew.ring.Member;
import io.cashew.ring.NodeId;
import io.cashew.ring.Rings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class VoteTest {
  private static final Member NODE = Rings.member("a");
  private static final ProxyReport AGAINST =
      new ProxyReport(ImmutableSortedMap.of(NODE.id(), NODE.instance()));
  private static final ProxyReport FOR = ProxyReport.ALL_WELL;

  @Test
  void condemned_takesMoreThanHalfOfTheProxies() {
    assertThat(isCondemned(AGAINST)).isTrue();
    assertThat(isCondemned(AGAINST, FOR)).isFalse();
    assertThat(isCondemned(AGAINST, AGAINST, FOR)).isTrue();
    assertThat(isCondemned(AGAINST, AGAINST, FOR, FOR)).isFalse();
  }

  @Test
  void condemned_noProxyKnown_isNobody() {
    assertThat(isCondemned()).isFalse();
  }

  @Test
  void condemned_anotherLifeOfTheNodeSuspected_isNot() {
    ProxyReport againstItsPast =
        new ProxyReport(ImmutableSortedMap.of(NODE.id(), NODE.instance() + 1));

    assertThat(isCondemned(againstItsPast)).isFalse();
  }

  @Test
  void condemned_registeredNoMore_isNot() {
    assertThat(Vote.condemned(Map.of("p", AGAINST), List.of(Rings.member("b")))).isEmpty();
  }

  private static boolean isCondemned(ProxyReport... reports) {
    ImmutableSortedMap.Builder<String, ProxyReport> proxies = ImmutableSortedMap.naturalOrder();
    for (int i = 0; i < reports.length; i++) {
      proxies.put("p" + i, reports[i]);
    }
    return Vote.condemned(proxies.buildOrThrow(), List.of(NODE, Rings.member("b")))
        .equals(Set.of(new NodeId("a")));
  }
}
