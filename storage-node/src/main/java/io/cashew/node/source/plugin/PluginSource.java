package io.cashew.node.source.plugin;

import com.google.common.collect.Comparators;
import com.google.protobuf.ByteString;
import io.cashew.node.source.Crew;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.Load;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.Unfinished;
import io.cashew.operation.Operation;
import io.cashew.source.SourceAnswer;
import io.cashew.source.SourceRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One group's share of a plug-in. */
final class PluginSource implements DataSource {
  private static final Logger log = LoggerFactory.getLogger(PluginSource.class);

  private final Instance instance;
  private final String query;
  private final Unfinished unfinished;
  private final Crew crew;
  private final long maxValueBytes;

  PluginSource(
      Instance instance, String query, Unfinished unfinished, Crew crew, long maxValueBytes) {
    this.instance = instance;
    this.query = query;
    this.unfinished = unfinished;
    this.crew = crew;
    this.maxValueBytes = maxValueBytes;
  }

  @Override
  public String kind() {
    return "plugin";
  }

  @Override
  public CompletableFuture<Loaded> load(LoadRequest request) {
    Load load = unfinished.begin(request);
    SourceRequest asked =
        new SourceRequest(request.group(), request.key().toByteArray(), request.timeout(), query);
    crew.run(
        load,
        () -> {
          CompletionStage<SourceAnswer> stage = instance.get().load(asked);
          return () -> follow(load, stage);
        });
    return load.answer();
  }

  /** A plug-in's stage may be of its own making, and throw or be null where it should not. */
  @SuppressWarnings("FutureReturnValueIgnored") // the load is the end of the chain
  private void follow(Load load, @Nullable CompletionStage<SourceAnswer> stage) {
    if (stage == null) {
      load.explain(new IllegalStateException("the plug-in returned null (expected: a stage)"));
      return;
    }
    try {
      stage.whenComplete((answer, failure) -> end(load, answer, failure));
      load.whenOver(() -> cancel(stage));
    } catch (Throwable e) { // code of others may throw anything
      load.explain(e);
    }
  }

  private void end(Load load, @Nullable SourceAnswer answer, @Nullable Throwable failure) {
    if (answer != null) {
      load.end(loaded(answer), maxValueBytes);
    } else {
      load.explain(
          failure != null
              ? failure
              : new IllegalStateException("the plug-in answered null (expected: absent())"));
    }
  }

  private static Loaded loaded(SourceAnswer answer) {
    Optional<Duration> ttl = answer.ttl().map(given -> Comparators.min(given, Operation.MAX_TTL));
    return answer
        .value()
        .<Loaded>map(value -> new Loaded.Present(ByteString.copyFrom(value), ttl, answer.version()))
        .orElseGet(() -> new Loaded.Absent(ttl));
  }

  private static void cancel(CompletionStage<SourceAnswer> stage) {
    try {
      stage.toCompletableFuture().cancel(true);
    } catch (Throwable e) { // code of others may throw anything
      log.debug("a plug-in's stage cannot be cancelled", e);
    }
  }

  @Override
  public void close() {} // the group alone holds nothing
}
