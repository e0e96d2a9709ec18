package io.cashew.chaos;

import com.google.common.net.HostAndPort;
import io.cashew.client.CashewClient;
import io.cashew.client.ClientConfig;
import io.cashew.etcd.EtcdProcess;
import io.cashew.system.history.Bounds;
import io.cashew.system.process.Layout;
import io.cashew.system.workload.Plan;
import io.cashew.time.Await;
import java.time.Duration;

/** Etcd is killed and stays away; a proxy that no client uses is started again meanwhile. */
final class EtcdDown implements Scenario {
  private static final int KEYS = 2_000;
  private static final double WRITES = 0.15;
  private static final double SKEW = 0.6;
  private static final Duration START = Duration.ofSeconds(30);

  private boolean restartedServes;
  private long downFrom;
  private long downTo;

  @Override
  public String name() {
    return "etcd-down";
  }

  @Override
  public Layout layout(Settings settings) {
    return Layout.of(settings.nodes(), settings.proxies());
  }

  @Override
  public Plan plan(Settings settings) {
    return new Plan(settings.rate(), KEYS, 0, WRITES, SKEW, settings.seed());
  }

  @Override
  public Bounds bounds(Settings settings) {
    return Bounds.of(Scenario.most(settings, settings.time(), WRITES, 0));
  }

  @Override
  public void run(Stage stage, Settings settings) {
    String spare = "p" + (settings.proxies() + 1); // the workload does not know of it
    stage.cluster().startProxy(spare);
    stage.cluster().awaitNodes(settings.nodes());
    downFrom = stage.now();
    stage.say("kill -9 etcd");
    stage.recorder().fault("kill -9 etcd");
    stage.cluster().etcd().forEach(EtcdProcess::kill);
    stage.pass(settings.time().dividedBy(3));
    restartedServes = restart(stage, spare);
    stage.until(downFrom + settings.time().toNanos());
    stage.recorder().fault("etcd is back");
    stage.cluster().etcd().restore();
    downTo = stage.now();
    stage.say("etcd is back");
    if (!stage.cluster().process(spare).isRunning()) {
      stage.cluster().startProxy(spare);
    }
    stage.cluster().awaitNodes(settings.nodes());
    stage.pass(Duration.ofSeconds(10));
  }

  private static boolean restart(Stage stage, String proxy) {
    stage.say(proxy + " is started again, without etcd");
    stage.cluster().process(proxy).kill();
    stage.cluster().startProxy(proxy);
    HostAndPort address = stage.cluster().proxies().get(proxy);
    try (CashewClient client = CashewClient.connect(ClientConfig.of(address))) {
      Await.until("it serves", START, () -> client.get("plain", "p0").join() != null);
      stage.say(proxy + " serves");
      return true;
    } catch (AssertionError e) {
      stage.say(proxy + " does not serve");
      return false;
    }
  }

  @Override
  public void judge(Seen seen, Bars bars) {
    bars.atMost("failed operations while etcd was down", seen.failed(downFrom, downTo), 0);
    bars.atMost("failed operations in all", seen.failed(), 0);
    bars.atLeast("proxies started without etcd that serve", restartedServes ? 1 : 0, 1);
  }
}
