package io.cashew.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.Sets;
import com.google.common.net.HostAndPort;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cashew.time.Await;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a running proxy and its nodes tell of themselves, and whether all that is said of it. */
@Timeout(60)
final class MonitoringTest {
  private static final Pattern SERIES = Pattern.compile("\\b(?:cashew|jvm|process)_[a-z0-9_]+");
  private static final Set<String> UNITS =
      Set.of("seconds", "bytes", "partitions", "entries", "operations", "connections", "requests");

  private static LivelyCluster cluster;
  private static List<String> texts;
  private static Scrape scrape;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    cluster = LivelyCluster.start(directory);
    texts = cluster.adminHttp().stream().map(each -> get(each, "/metrics").body()).toList();
    scrape = Scrape.of(texts);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void cashewsOwnMetrics_areThoseOfTheTableWithTheirTypesAndLabels() throws Exception {
    Map<String, MetricsTable.Row> table = MetricsTable.read().ours();
    Map<String, String> ours = new TreeMap<>(scrape.types());
    ours.keySet().removeIf(name -> !name.startsWith("cashew_"));

    assertThat(ours.keySet()).isEqualTo(table.keySet());
    table.forEach(
        (name, row) -> {
          assertThat(scrape.types().get(name)).as("type of %s", name).isEqualTo(row.type());
          assertThat(scrape.labels(name)).as("labels of %s", name).isEqualTo(row.labels());
        });
  }

  @Test
  void metricsOfTheJvm_areThoseOfTheTable() throws Exception {
    MetricsTable table = MetricsTable.read();
    Set<String> others = new TreeSet<>(scrape.types().keySet());
    others.removeIf(name -> name.startsWith("cashew_"));

    assertThat(others).containsAll(table.always());
    assertThat(Sets.difference(others, table.always())).isSubsetOf(table.sometimes());
  }

  @Test
  void dashboardAndAlerts_askForWhatThereIs() throws Exception {
    List<String> asking = new ArrayList<>(Monitoring.questions());
    Files.readString(Monitoring.ALERTS)
        .lines()
        .filter(line -> !line.contains("summary:") && !line.contains("description:"))
        .forEach(asking::add);
    Set<String> known = Sets.union(scrape.types().keySet(), MetricsTable.read().sometimes());

    Set<String> asked = new TreeSet<>();
    for (String question : asking) {
      SERIES.matcher(question).results().forEach(found -> asked.add(found.group()));
    }
    Set<String> unknown = new TreeSet<>();
    for (String series : asked) {
      String metric = series.replaceFirst("_(bucket|sum|count)$", "");
      if (!known.contains(series) && !known.contains(metric)) {
        unknown.add(series);
      }
    }

    assertThat(asked).hasSizeGreaterThan(30);
    assertThat(unknown).isEmpty();
  }

  @Test
  void everyMetricOfOurOwn_isOnTheDashboardOrInAnAlert() throws Exception {
    String all = Monitoring.questions() + Files.readString(Monitoring.ALERTS);

    Set<String> unseen = new TreeSet<>(MetricsTable.read().ours().keySet());
    unseen.removeIf(all::contains);

    assertThat(unseen)
        .containsExactlyInAnyOrder(
            "cashew_node_connections",
            "cashew_node_link_streams",
            "cashew_proxy_alarms_total",
            "cashew_ring_incarnation");
  }

  @Test
  void requests_areCountedByDoorMethodGroupAndWhatBecameOfThem() {
    assertThat(scrape.samples())
        .anyMatch(line -> isRequest(line, "grpc", "get", "files", "hit", "OK", ""))
        .anyMatch(line -> isRequest(line, "resp", "get", "files", "hit", "OK", ""))
        .anyMatch(line -> isRequest(line, "grpc", "get", "files", "miss_loaded", "NOT_FOUND", ""))
        .anyMatch(line -> isRequest(line, "grpc", "set", "files", "done", "OK", ""))
        .anyMatch(
            line ->
                isRequest(line, "grpc", "get", "broken", "failed", "UNAVAILABLE", "SOURCE_DOWN"))
        .anyMatch(
            line -> isRequest(line, "grpc", "get", "other", "failed", "NOT_FOUND", "GROUP_UNKNOWN"))
        .noneMatch(line -> line.contains("unknown\",method"));
  }

  private static boolean isRequest(String line, String... values) {
    return line.startsWith(
        "cashew_proxy_requests_total{code=\"%s\",door=\"%s\",group=\"%s\",method=\"%s\",outcome=\"%s\",reason=\"%s\"}"
            .formatted(values[4], values[0], values[2], values[1], values[3], values[5]));
  }

  @Test
  void metrics_followTheConventions() {
    scrape
        .types()
        .forEach(
            (name, type) -> {
              assertThat(name).matches("[a-z]+(_[a-z0-9]+)*");
              assertThat(name.endsWith("_total")).as(name).isEqualTo(type.equals("counter"));
              assertThat(name)
                  .doesNotContain("_ms")
                  .doesNotContain("_millis")
                  .doesNotEndWith("_ns");
              if (type.equals("histogram")) {
                assertThat(Splitter.on('_').splitToList(name)).as(name).anyMatch(UNITS::contains);
              }
            });
  }

  @Test
  void metrics_passPromtool() throws Exception {
    for (String text : texts) {
      Promtool.orSkip().accepts(text, "check", "metrics");
    }
  }

  @Test
  void metrics_areOfPrometheusMediaType() {
    assertThat(get(proxy(), "/metrics").headers().firstValue("content-type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
  }

  @Test
  void proxy_thatIsWell_isReady() {
    Await.until(
        "nothing is wrong", // a probe may have failed on a machine with much to do
        () -> get(proxy(), "/readyz").body().contains("\"ready\""));

    assertThat(get(proxy(), "/readyz").statusCode()).isEqualTo(200);
    assertThat(json(get(proxy(), "/readyz")))
        .isEqualTo(JsonParser.parseString("{\"status\": \"ready\", \"reasons\": []}"));
  }

  @Test
  void node_whoseSourceFails_isReadyAndSaysSo() {
    HttpResponse<String> reply = get(node(), "/readyz");

    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(json(reply).get("status").getAsString()).isEqualTo("degraded");
    assertThat(reply.body()).contains("source of group broken");
  }

  @Test
  void processes_thatRun_areAlive() {
    for (HostAndPort each : cluster.adminHttp()) {
      assertThat(get(each, "/healthz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void logger_thatIsGivenALevel_hasIt() {
    HttpResponse<String> reply =
        cluster.send(proxy(), "PUT", "/loggers/io.cashew.some", "{\"level\": \"debug\"}");

    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(json(get(proxy(), "/loggers/io.cashew.some.where")).get("level").getAsString())
        .isEqualTo("debug");
    assertThat(json(get(proxy(), "/loggers")).get("io.cashew.some").getAsString())
        .isEqualTo("debug");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"level\": \"loud\"}", "{}", "level", ""})
  void logger_thatIsGivenNoLevel_keepsItsOwn(String body) {
    HttpResponse<String> reply = cluster.send(node(), "PUT", "/loggers/io.cashew.other", body);

    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(json(get(node(), "/loggers")).has("io.cashew.other")).isFalse();
  }

  private static HostAndPort proxy() {
    return cluster.adminHttp().get(0);
  }

  /** Both have been asked for keys of the broken group; this one until its breaker opened. */
  private static HostAndPort node() {
    return cluster.adminHttp().get(1);
  }

  private static HttpResponse<String> get(HostAndPort address, String path) {
    return cluster.get(address, path);
  }

  private static JsonObject json(HttpResponse<String> reply) {
    return JsonParser.parseString(reply.body()).getAsJsonObject();
  }
}
