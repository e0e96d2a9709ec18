package io.cashew.node.source;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A source that answers when the test says so. Thread-safe. */
public final class ScriptedSource implements DataSource {
  private final List<CompletableFuture<Loaded>> answers = new CopyOnWriteArrayList<>();
  private final List<LoadRequest> requests = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  @Override
  public CompletableFuture<Loaded> load(LoadRequest request) {
    CompletableFuture<Loaded> answer = new CompletableFuture<>();
    requests.add(request);
    answers.add(answer);
    return answer;
  }

  public int timesAsked() {
    return answers.size();
  }

  /** The last question. */
  public LoadRequest lastRequest() {
    return requests.get(requests.size() - 1);
  }

  /** The answer to one of the questions, counted from 0: complete it. */
  public CompletableFuture<Loaded> answer(int question) {
    return answers.get(question);
  }

  /** The answer to the last question. */
  public CompletableFuture<Loaded> last() {
    return answers.get(answers.size() - 1);
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
  }
}
