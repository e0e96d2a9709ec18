package io.cashew.node.group;

import static io.cashew.node.group.TestNode.GROUP;
import static io.cashew.node.group.TestNode.settings;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import io.cashew.group.GroupSettings;
import io.cashew.group.GroupSpec;
import io.cashew.node.group.Finding.Verdict;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.ScriptedSource;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.RoutedOperation;
import io.cashew.ring.Ring;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.time.FakeTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AuditsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final GroupSpec SOURCELESS = new GroupSpec("kept", GroupSettings.defaults());

  private final FakeTime time = new FakeTime();
  private final ScriptedSource source = new ScriptedSource();
  private final TestNode node = TestNode.owner(source, time, time);
  private final Ring ring = node.history.current();
  private final ByteString key = keysOf(0).get(0);

  @Test
  void whatTheSourceSaysToo_isEqual() {
    load(key, "v");
    time.advance(Duration.ofSeconds(3));

    CompletableFuture<Finding> finding = compare(key);
    source.last().complete(value("v"));

    assertThat(finding.join().verdict()).isEqualTo(Verdict.EQUAL);
    assertThat(finding.join().ageNanos()).isEqualTo(Duration.ofSeconds(3).toNanos());
    assertThat(finding.join().ttlLeftNanos()).isPositive();
  }

  @Test
  void whatTheSourceSaysOtherwise_isStale_andIsNotReplaced() {
    load(key, "old");

    CompletableFuture<Finding> finding = compare(key);
    source.last().complete(value("new"));

    assertThat(finding.join().verdict()).isEqualTo(Verdict.STALE);
    assertThat(ask(new Operation.Get(GROUP, key, Want.VALUE)).text()).isEqualTo("old HIT");
  }

  @Test
  void whatTheSourceHasNoMore_isGone() {
    load(key, "v");

    CompletableFuture<Finding> finding = compare(key);
    source.last().complete(Loaded.Absent.ABSENT);

    assertThat(finding.join().verdict()).isEqualTo(Verdict.GONE);
  }

  @Test
  void anAbsence_isEqualToAnAbsence_andStaleToAValue() {
    Answer answer = ask(new Operation.Get(GROUP, key, Want.VALUE));
    source.last().complete(Loaded.Absent.ABSENT);
    assertThat(answer.text()).contains("MISS_LOADED");

    CompletableFuture<Finding> first = compare(key);
    source.last().complete(Loaded.Absent.ABSENT);
    CompletableFuture<Finding> second = compare(key);
    source.last().complete(value("v"));

    assertThat(first.join().verdict()).isEqualTo(Verdict.EQUAL);
    assertThat(second.join().verdict()).isEqualTo(Verdict.STALE);
  }

  @Test
  void aSourceThatFails_isToldSo() {
    load(key, "v");

    CompletableFuture<Finding> finding = compare(key);
    source.last().completeExceptionally(new CashewException(Reason.SOURCE_DOWN, "no connection"));

    assertThat(finding.join().verdict()).isEqualTo(Verdict.SOURCE_FAILED);
    assertThat(finding.join().failure()).isEqualTo("no connection");
  }

  @Test
  void aSourceThatIsSlow_endsTheComparison() {
    load(key, "v");

    CompletableFuture<Finding> finding = compare(key);
    time.advance(PATIENCE);

    assertThat(finding.join().verdict()).isEqualTo(Verdict.SOURCE_FAILED);
    assertThat(source.last()).isCancelled();
  }

  @Test
  void aKeyThatIsNotInMemory_isNotAskedFor() {
    assertThat(compare(key).join().verdict()).isEqualTo(Verdict.NOT_COMPARED);
    assertThat(source.timesAsked()).isZero();
  }

  @Test
  void aKeyThatIsChangedMeanwhile_isNotCompared() {
    load(key, "old");

    CompletableFuture<Finding> finding = compare(key);
    ask(new Operation.Set(GROUP, key, ByteString.copyFromUtf8("newer"), Operation.GROUP_TTL));
    source.last().complete(value("new"));

    assertThat(finding.join().verdict()).isEqualTo(Verdict.NOT_COMPARED);
  }

  @Test
  void aKeyOfAnotherNode_isNotAskedFor() {
    assertThat(compare(keysOf(1).get(0)).join().verdict()).isEqualTo(Verdict.NOT_COMPARED);
    assertThat(source.timesAsked()).isZero();
  }

  @Test
  void aGroupWithoutASource_cannotBeCompared() {
    TestNode plain = new TestNode(source, time, time, SOURCELESS);
    plain.table.apply(plain.history.current());

    assertThat(plain.audits.compare("kept", key, PATIENCE))
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOfSatisfying(
            CashewException.class, e -> assertThat(e.reason()).isEqualTo(Reason.GROUP_SETTINGS));
  }

  @Test
  void aSample_isOfEntriesThatAreThere() {
    ImmutableList<ByteString> keys = keysOf(0);
    keys.forEach(each -> load(each, "v"));
    ByteString deleted = keys.get(7);
    ask(new Operation.Delete(GROUP, deleted));

    assertThat(node.audits.sample(GROUP, 10)).hasSize(10).isSubsetOf(keys).doesNotContain(deleted);
    assertThat(node.audits.sample(GROUP, 1_000))
        .hasSize(keys.size() - 1)
        .isSubsetOf(keys)
        .doesNotContain(deleted);
  }

  @Test
  void aSample_leavesOutWhatIsOver() {
    load(key, "v");

    time.advance(settings(s -> s).freshness().ttl().multipliedBy(2));

    assertThat(node.audits.sample(GROUP, 10)).isEmpty();
  }

  private CompletableFuture<Finding> compare(ByteString which) {
    return node.audits.compare(GROUP, which, PATIENCE);
  }

  private void load(ByteString which, String text) {
    Answer answer = ask(new Operation.Get(GROUP, which, Want.VALUE));
    source.last().complete(value(text));
    assertThat(answer.text()).isEqualTo(text + " MISS_LOADED");
  }

  private Answer ask(Operation operation) {
    long hash = ring.keyHash().hash(GROUP, operation.key());
    Answer answer = new Answer();
    node.gatekeeper.handle(
        new RoutedOperation(operation, 0, TestNode.SINCE_FIRST_RING, hash),
        time.nanos() + PATIENCE.toNanos(),
        answer);
    return answer;
  }

  /** Some keys of a partition. */
  private ImmutableList<ByteString> keysOf(int partition) {
    return IntStream.range(0, 100)
        .mapToObj(i -> ByteString.copyFromUtf8("k" + i))
        .filter(
            each ->
                ring.keyHash().partition(GROUP, each, ring.keyHash().hash(GROUP, each))
                    == partition)
        .collect(ImmutableList.toImmutableList());
  }

  private static Loaded value(String text) {
    return Loaded.Present.of(ByteString.copyFromUtf8(text));
  }
}
