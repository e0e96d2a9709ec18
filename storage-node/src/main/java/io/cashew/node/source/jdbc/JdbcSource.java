package io.cashew.node.source.jdbc;

import io.cashew.node.source.DataSource;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One group's queries, asked over a connection that groups share. */
final class JdbcSource implements DataSource {
  private final JdbcConnection connection;
  private final KeyQuery single;
  private final Optional<BatchQuery> batch;
  private final int batchSize;

  /**
   * @param batch for several keys; empty: they are asked for one by one
   * @param batchSize how many keys {@code batch} takes at the most
   */
  JdbcSource(
      JdbcConnection connection, KeyQuery single, Optional<BatchQuery> batch, int batchSize) {
    this.connection = connection;
    this.single = single;
    this.batch = batch;
    this.batchSize = batch.isPresent() ? batchSize : 1;
  }

  @Override
  public String kind() {
    return "jdbc";
  }

  @Override
  public CompletableFuture<Loaded> load(LoadRequest request) {
    if (!single.takes(request.key())) {
      return CompletableFuture.completedFuture(Loaded.Absent.ABSENT);
    }
    Question question = connection.question(request);
    connection.load(single, single, List.of(question));
    return question.future();
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public List<CompletableFuture<Loaded>> loadMany(List<LoadRequest> requests) {
    if (batch.isEmpty()) {
      return requests.stream().map(this::load).toList();
    }
    List<Question> together = new ArrayList<>();
    List<CompletableFuture<Loaded>> answers = new ArrayList<>();
    for (LoadRequest request : requests) {
      if (batch.get().takes(request.key())) {
        Question question = connection.question(request);
        together.add(question);
        answers.add(question.future());
      } else {
        answers.add(load(request));
      }
    }
    if (!together.isEmpty()) {
      connection.load(batch.get(), single, together);
    }
    return answers;
  }

  @Override
  public void close() {} // the group alone holds nothing
}
