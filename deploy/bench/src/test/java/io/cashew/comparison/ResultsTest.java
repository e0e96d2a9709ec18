package io.cashew.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cashew.comparison.Scenario.Contender;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ResultsTest {
  private static final Scenario SCENARIO =
      new Scenario(
          "get", "GET", List.of(contender("ours"), contender("theirs"), contender("absent")));

  private final Results results = new Results(SCENARIO);

  private static Contender contender(String name) {
    return new Contender(
        name,
        () -> {
          throw new UnsupportedOperationException(name);
        });
  }

  private static Sample sample(double perSecond, double nodeMicros) {
    return new Sample(
        ImmutableMap.of(Sample.PER_SECOND, perSecond, Sample.CPU + "node", nodeMicros));
  }

  private void addThreeRounds() {
    results.add("ours", sample(200, 3));
    results.add("theirs", sample(90, 7));
    results.add("ours", sample(1, 1));
    results.add("theirs", sample(100, 9));
    results.add("ours", sample(300, 2));
    results.add("theirs", sample(9_999, 8));
  }

  @Test
  void medians_ofThreeRounds_areThoseInTheMiddleFigureByFigure() {
    addThreeRounds();

    assertThat(results.medians("ours"))
        .isEqualTo(Map.of(Sample.PER_SECOND, 200.0, Sample.CPU + "node", 2.0));
  }

  @Test
  void medians_figureThatOneRoundHas_isThatRounds() {
    results.add("ours", sample(200, 3));
    results.add("ours", new Sample(ImmutableMap.of(Sample.PER_SECOND, 100.0, Sample.MISSES, 4.0)));

    assertThat(results.medians("ours"))
        .containsEntry(Sample.PER_SECOND, 150.0)
        .containsEntry(Sample.MISSES, 4.0);
  }

  @Test
  void ratio_isTheFirstContendersMedianOverTheOthers() {
    addThreeRounds();

    assertThat(results.ratio("ours")).isEqualTo(1);
    assertThat(results.ratio("theirs")).isEqualTo(2);
    assertThat(results.ratio("absent")).isNaN();
  }

  @Test
  void markdown_hasARowForEach_ratiosBehindTheFirstFigure_cpuInOneColumn() {
    addThreeRounds();
    results.failed("absent", "it fell over");

    assertThat(Markdown.of(results))
        .isEqualTo(
            """
            **get**: GET

            |  | op/s | first / this | CPU us per op |
            |---|---:|---:|---:|
            | ours | 200 | 1 | node 2 |
            | theirs | 100 | 2 | node 8 |
            | absent (failed: it fell over) |  |  |  |
            """);
  }

  @Test
  void json_hasEveryRound_andLeavesOutWhatIsNoNumber() {
    addThreeRounds();

    JsonObject json =
        JsonParser.parseString(
                Json.of(
                    new Plan(3, 1, 0, 1, 1), "a machine", Map.of("x", "gone"), List.of(results)))
            .getAsJsonObject();

    assertThat(json.getAsJsonObject("missing").get("x").getAsString()).isEqualTo("gone");
    var contenders =
        json.getAsJsonArray("scenarios").get(0).getAsJsonObject().getAsJsonArray("contenders");
    JsonObject theirs = contenders.get(1).getAsJsonObject();
    assertThat(theirs.get("first_over_this").getAsDouble()).isEqualTo(2);
    assertThat(theirs.getAsJsonArray("rounds")).hasSize(3);
    assertThat(contenders.get(2).getAsJsonObject().has("first_over_this")).isFalse();
  }
}
