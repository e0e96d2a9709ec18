import io.cashew.source.SourceAnswer;
import io.cashew.source.SourcePlugin;
import io.cashew.source.SourceRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A source in code: a few scores. The setting {@code bonus} is added to each. */
public final class ScoresPlugin implements SourcePlugin {
  private static final Map<String, Integer> SCORES = Map.of("Tom", 630, "Jack", 589, "Sam", 567);

  private volatile int bonus;

  @Override
  public void open(Map<String, String> settings) {
    bonus = Integer.parseInt(settings.getOrDefault("bonus", "0"));
  }

  @Override
  public CompletionStage<SourceAnswer> load(SourceRequest request) {
    Integer score = SCORES.get(request.keyAsText());
    return CompletableFuture.completedFuture(
        score == null
            ? SourceAnswer.absent()
            : SourceAnswer.value(String.valueOf(score + bonus).getBytes(StandardCharsets.UTF_8))
                .keptFor(Duration.ofMinutes(1)));
  }
}
