package io.cashew.cli;

import io.cashew.status.CashewException;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * Does something for each line of a file: in chunks, with so many under way at once, at a pace.
 * What fails is told at the end, and tried again by a run that goes on from this one.
 */
final class Bulk {
  private static final int CHUNK = 1_000;

  /** What is remembered of what failed; more than that is not bad luck. */
  private static final int MOST_FAILED = 10_000;

  private final Request request;
  private final Semaphore free;
  private final Pace pace;
  private final Progress progress;
  private final Milestones milestones;
  private final Map<String, Long> outcomes = new LinkedHashMap<>();
  private final List<String> failed = new ArrayList<>();

  /** What is done for a line: the word that says what came of it. */
  interface Request {
    CompletableFuture<String> send(String line);
  }

  /** Lines that were done, by what came of them, and those that failed. */
  record Outcome(Map<String, Long> counts, List<String> failed) {
    long of(String word) {
      return counts.getOrDefault(word, 0L);
    }
  }

  Bulk(Request request, BulkOptions options, Progress progress, Milestones milestones) {
    this.request = request;
    this.free = new Semaphore(options.concurrency());
    this.pace = options.pace();
    this.progress = progress;
    this.milestones = milestones;
  }

  /** Throws the failure if it is of all lines of a chunk: what is left would fail too. */
  Outcome run(BufferedReader lines) throws IOException {
    var unused = send(progress.failed());
    skip(lines, progress.done());
    milestones.passed(progress.done());
    List<String> chunk = chunk(lines);
    while (!chunk.isEmpty()) {
      Optional<CashewException> ofAll = send(chunk);
      if (ofAll.isPresent()) {
        throw ofAll.get();
      }
      progress.advance(chunk.size(), failed);
      milestones.passed(chunk.size());
      chunk = chunk(lines);
    }
    progress.advance(0, failed);
    if (failed.isEmpty()) {
      progress.end();
    }
    return new Outcome(outcomes, failed);
  }

  private static void skip(BufferedReader lines, long count) throws IOException {
    long skipped = 0;
    while (skipped < count && lines.readLine() != null) {
      skipped++;
    }
  }

  private static List<String> chunk(BufferedReader lines) throws IOException {
    List<String> chunk = new ArrayList<>();
    String line = null;
    while (chunk.size() < CHUNK && (line = lines.readLine()) != null) {
      chunk.add(line);
    }
    return chunk;
  }

  /** Sends these and waits for them; returns what they failed with if all did, or too many. */
  private Optional<CashewException> send(List<String> lines) {
    Map<String, CompletableFuture<String>> running = new LinkedHashMap<>();
    for (String line : lines) {
      if (!line.isEmpty()) {
        running.put(line, begun(line));
      }
    }
    List<String> failedHere = new ArrayList<>();
    CashewException first = null;
    for (Map.Entry<String, CompletableFuture<String>> each : running.entrySet()) {
      try {
        outcomes.merge(Await.answer(each.getValue()), 1L, Long::sum);
      } catch (CashewException e) {
        first = first == null ? e : first;
        failedHere.add(each.getKey());
      }
    }
    failed.addAll(failedHere);
    boolean nothingWorks = first != null && failedHere.size() == running.size();
    return nothingWorks || failed.size() > MOST_FAILED
        ? Optional.ofNullable(first)
        : Optional.empty();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the place is free however it ends
  private CompletableFuture<String> begun(String line) {
    pace.await();
    free.acquireUninterruptibly();
    CompletableFuture<String> answer = request.send(line);
    answer.whenComplete((word, failure) -> free.release());
    return answer;
  }
}
