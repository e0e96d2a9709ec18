package io.cashew.proxy.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cashew.operation.Condition;
import io.cashew.operation.Operation;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.proxy.fake.FakeNode;
import io.cashew.proxy.fake.RunningProxy;
import io.cashew.v1.CacheGrpc.CacheBlockingStub;
import io.cashew.v1.DeleteManyRequest;
import io.cashew.v1.DeleteResult;
import io.cashew.v1.GetManyReply;
import io.cashew.v1.GetManyRequest;
import io.cashew.v1.GetResult;
import io.cashew.v1.NotStored;
import io.cashew.v1.SetEntry;
import io.cashew.v1.SetManyRequest;
import io.cashew.v1.SetResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a batch of keys of three nodes becomes between proxy and nodes. */
@Timeout(30)
final class BatchTest {
  private static final int KEYS = 1_000;

  private final FakeNode a = FakeNode.start("a");
  private final FakeNode b = FakeNode.start("b");
  private final FakeNode c = FakeNode.start("c");
  private final RunningProxy proxy = RunningProxy.over(a, b, c);

  @AfterEach
  void close() {
    proxy.close();
    List.of(a, b, c).forEach(FakeNode::close);
  }

  @Test
  void getMany_ofAThousandKeys_isOneMessageToEachNode() {
    List<GetResult> results = getMany(keys(KEYS)).getResultsList();

    assertThat(results).hasSize(KEYS).allMatch(GetResult::hasFound);
    assertOneMessageEach();
  }

  @Test
  void setMany_ofAThousandKeys_isOneMessageToEachNode() {
    SetManyRequest.Builder sets = SetManyRequest.newBuilder().setGroup("g");
    keys(KEYS).forEach(key -> sets.addEntries(SetEntry.newBuilder().setKey(key).setValue(key)));

    List<SetResult> results = calls().setMany(sets.build()).getResultsList();

    assertThat(results).hasSize(KEYS).allMatch(SetResult::hasDone);
    assertOneMessageEach();
  }

  @Test
  void deleteMany_ofAThousandKeys_isOneMessageToEachNode() {
    List<DeleteResult> results =
        calls()
            .deleteMany(DeleteManyRequest.newBuilder().setGroup("g").addAllKeys(keys(KEYS)).build())
            .getResultsList();

    assertThat(results).hasSize(KEYS).allMatch(DeleteResult::hasDone);
    assertOneMessageEach();
  }

  @Test
  void aBatchThatIsMoreThanAMessageTakes_isAFewMessages() {
    ByteString half = ByteString.copyFrom(new byte[64 << 10]);
    SetManyRequest.Builder sets = SetManyRequest.newBuilder().setGroup("g");
    keys(40).forEach(key -> sets.addEntries(SetEntry.newBuilder().setKey(key).setValue(half)));

    assertThat(calls().setMany(sets.build()).getResultsList()).allMatch(SetResult::hasDone);

    for (FakeNode node : List.of(a, b, c)) {
      assertThat(node.messages()).isEqualTo((node.received().size() + 1) / 2); // 128 KiB each
    }
  }

  @Test
  void aKeyThatIsThereTwice_isAskedForTwiceAndAnsweredTwiceInItsPlaces() {
    List<ByteString> twice = List.of(key("x"), key("y"), key("x"));

    List<GetResult> results = getMany(twice).getResultsList();

    assertThat(results).extracting(result -> result.getFound().getValue()).isEqualTo(twice);
  }

  @Test
  void setsOfOneKeyInABatch_reachItsOwnerInTheirOrder() {
    SetManyRequest.Builder sets = SetManyRequest.newBuilder().setGroup("g");
    List<ByteString> values = keys(20);
    values.forEach(
        value -> sets.addEntries(SetEntry.newBuilder().setKey(key("k")).setValue(value)));

    calls().setMany(sets.build());

    assertThat(List.of(a, b, c))
        .flatExtracting(FakeNode::received)
        .extracting(asked -> asked.request().getSet().getValue())
        .isEqualTo(values);
  }

  @Test
  void aNodeThatIsSilent_failsItsKeysAloneAndWithinTheCallsDeadline() {
    b.behave(FakeNode::silence);

    List<GetResult> results =
        proxy
            .calls()
            .withDeadlineAfter(1, TimeUnit.SECONDS)
            .getMany(GetManyRequest.newBuilder().setGroup("g").addAllKeys(keys(100)).build())
            .getResultsList();

    assertThat(results).anyMatch(GetResult::hasFound);
    assertThat(results)
        .filteredOn(GetResult::hasFailure)
        .hasSize(b.received().size())
        .isNotEmpty()
        .allSatisfy(result -> assertThat(result.getFailure().getReason()).isEqualTo("OWNER_SLOW"));
  }

  @Test
  void conditionsInABatch_areEachEntrysOwn() {
    List.of(a, b, c)
        .forEach(
            node ->
                node.behave(
                    routed ->
                        Optional.of(
                            ((Operation.Set) routed.operation())
                                    .condition()
                                    .equals(Condition.IF_ABSENT)
                                ? new Reply.NotStored(7, null)
                                : new Reply.Stored(8))));

    List<SetResult> results =
        calls()
            .setMany(
                SetManyRequest.newBuilder()
                    .setGroup("g")
                    .addEntries(SetEntry.newBuilder().setKey(key("1")).setIfAbsent(true))
                    .addEntries(SetEntry.newBuilder().setKey(key("2")))
                    .build())
            .getResultsList();

    assertThat(results.get(0).getNotStored())
        .isEqualTo(NotStored.newBuilder().setVersion(7).build());
    assertThat(results.get(1).getDone().getVersion()).isEqualTo(8);
  }

  @Test
  void getMany_fromMemoryOnly_saysOfEachKeyWhatIsNotThere() {
    List.of(a, b, c)
        .forEach(
            node ->
                node.behave(
                    routed -> {
                      assertThat(((Operation.Get) routed.operation()).reach())
                          .isEqualTo(Operation.Reach.MEMORY);
                      return Optional.of(new Reply.Absent(Outcome.NOT_LOADED, null));
                    }));

    List<GetResult> results =
        calls()
            .getMany(
                GetManyRequest.newBuilder()
                    .setGroup("g")
                    .addAllKeys(keys(3))
                    .setNoLoad(true)
                    .build())
            .getResultsList();

    assertThat(results)
        .hasSize(3)
        .allMatch(
            result -> result.getAbsent().getOutcome() == io.cashew.v1.Outcome.OUTCOME_NOT_LOADED);
  }

  private void assertOneMessageEach() {
    for (FakeNode node : List.of(a, b, c)) {
      assertThat(node.received()).hasSizeBetween(KEYS / 6, KEYS / 2);
      assertThat(node.messages()).isEqualTo(1);
    }
  }

  private GetManyReply getMany(List<ByteString> keys) {
    return calls().getMany(GetManyRequest.newBuilder().setGroup("g").addAllKeys(keys).build());
  }

  private CacheBlockingStub calls() {
    return proxy.calls().withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  private static List<ByteString> keys(int count) {
    return IntStream.range(0, count).mapToObj(i -> key("key-" + i)).toList();
  }

  private static ByteString key(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
