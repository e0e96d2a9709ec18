package io.cashew.node.link;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import io.cashew.hot.HotReport;
import io.cashew.internal.v1.CompareRequest;
import io.cashew.node.core.Node;
import io.cashew.node.group.Finding;
import io.cashew.node.load.SlowOperation;
import io.cashew.operation.Limits;
import io.cashew.rpc.StatusCodec;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.Comparison;
import io.cashew.v1.HotKey;
import io.cashew.v1.HotKeys;
import io.cashew.v1.ListHotKeysRequest;
import io.cashew.v1.ListSlowReply;
import io.cashew.v1.ListSlowRequest;
import io.cashew.v1.SampleKeysReply;
import io.cashew.v1.SampleKeysRequest;
import io.cashew.v1.SlowStage;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** What people ask about what goes on at a node, in messages. Any thread. */
final class InsightReports {
  private static final int HOT_KEYS = 20;
  private static final int MAX_HOT_KEYS = 1_000;
  private static final int MAX_SAMPLE = 10_000;

  private final Node node;
  private final io.cashew.hot.HotKeys hot;

  InsightReports(Node node, io.cashew.hot.HotKeys hot) {
    this.node = node;
    this.hot = hot;
  }

  HotKeys hotKeys(ListHotKeysRequest request) {
    int limit = request.getLimit() == 0 ? HOT_KEYS : request.getLimit();
    HotReport report = hot.report(request.getGroup(), Math.min(Math.max(1, limit), MAX_HOT_KEYS));
    HotKeys.Builder message =
        HotKeys.newBuilder()
            .setNode(node.id().value())
            .setOneIn(hot.oneIn())
            .setOperationsPerSecond(report.perSecond());
    report
        .keys()
        .forEach(
            key ->
                message.addKeys(
                    HotKey.newBuilder()
                        .setGroup(key.group())
                        .setKey(key.key())
                        .setOperationsPerSecond(key.perSecond())
                        .setErrorPerSecond(key.error())));
    return message.build();
  }

  ListSlowReply slow(ListSlowRequest request) {
    ListSlowReply.Builder reply = ListSlowReply.newBuilder();
    ImmutableList<SlowOperation> oldestFirst = node.slowLog().last();
    for (SlowOperation slow : Lists.reverse(oldestFirst)) {
      if (request.getGroup().isEmpty() || request.getGroup().equals(slow.group())) {
        reply.addOperations(message(slow));
      }
    }
    return reply.build();
  }

  private io.cashew.v1.SlowOperation.Builder message(SlowOperation slow) {
    io.cashew.v1.SlowOperation.Builder message =
        io.cashew.v1.SlowOperation.newBuilder()
            .setAt(node.id().value())
            .setGroup(slow.group())
            .setKey(slow.key())
            .setHash(slow.hash())
            .setWhat(slow.what())
            .setOutcome(slow.outcome())
            .setAgeMs(node.slowLog().age(slow).toMillis());
    slow.stages()
        .forEach(
            (stage, took) ->
                message.addStages(
                    SlowStage.newBuilder()
                        .setName(Ascii.toLowerCase(stage.name()))
                        .setMicros(took.toNanos() / 1_000)));
    return message;
  }

  void sample(SampleKeysRequest request, StreamObserver<SampleKeysReply> replies) {
    int count = Math.min(Math.max(1, request.getCount()), MAX_SAMPLE);
    SampleKeysReply reply;
    try {
      reply =
          SampleKeysReply.newBuilder()
              .addAllKeys(node.audits().sample(request.getGroup(), count))
              .build();
    } catch (CashewException e) {
      replies.onError(StatusCodec.toStatus(e.reason(), String.valueOf(e.getMessage())));
      return;
    }
    replies.onNext(reply);
    replies.onCompleted();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the answer is the end
  void compare(CompareRequest request, StreamObserver<Comparison> replies) {
    ServerCallStreamObserver<Comparison> call = (ServerCallStreamObserver<Comparison>) replies;
    call.setOnCancelHandler(() -> {}); // answering a call that was given up is then no error
    long patience =
        Math.min(Integer.toUnsignedLong(request.getDeadlineMs()), Limits.MAX_DEADLINE_MILLIS);
    node.audits()
        .compare(request.getGroup(), request.getKey(), Duration.ofMillis(patience))
        .whenComplete(
            (finding, failure) -> {
              if (failure == null) {
                call.onNext(message(finding));
                call.onCompleted();
              } else {
                call.onError(status(failure));
              }
            });
  }

  private static RuntimeException status(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof CashewException known
        ? StatusCodec.toStatus(known.reason(), String.valueOf(known.getMessage()))
        : StatusCodec.toStatus(Reason.INTERNAL, String.valueOf(cause));
  }

  private static Comparison message(Finding finding) {
    return Comparison.newBuilder()
        .setVerdict(
            switch (finding.verdict()) {
              case EQUAL -> Comparison.Verdict.EQUAL;
              case STALE -> Comparison.Verdict.STALE;
              case GONE -> Comparison.Verdict.GONE;
              case NOT_COMPARED -> Comparison.Verdict.NOT_COMPARED;
              case SOURCE_FAILED -> Comparison.Verdict.SOURCE_FAILED;
            })
        .setAgeMs(finding.ageNanos() / 1_000_000)
        .setTtlLeftMs((finding.ttlLeftNanos() + 999_999) / 1_000_000)
        .setFailure(finding.failure())
        .build();
  }
}
