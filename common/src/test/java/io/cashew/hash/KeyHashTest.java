package io.cashew.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyHashTest {
  private static final HashSpec SPEC = HashSpec.of(1024, 7);

  private final KeyHash hash = KeyHash.of(SPEC);

  @Test
  void hash_sameLettersSplitOtherwise_differs() {
    assertThat(hash.hash("a", key("bc"))).isNotEqualTo(hash.hash("ab", key("c")));
  }

  @Test
  void hash_sameKeyOfAnotherGroup_differs() {
    assertThat(hash.hash("users", key("1"))).isNotEqualTo(hash.hash("orders", key("1")));
  }

  @Test
  void hash_anotherSeed_differs() {
    KeyHash other = KeyHash.of(HashSpec.of(1024, 8));

    assertThat(other.hash("users", key("1"))).isNotEqualTo(hash.hash("users", key("1")));
  }

  @Test
  void partition_noTag_isTheTopBitsOfTheHash() {
    long ofKey = hash.hash("users", key("42"));

    assertThat(partition("users", "42")).isEqualTo((int) (ofKey >>> 54));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 64, 1024, 65_536})
  void partition_manyKeys_fillsAllPartitionsEvenly(int partitions) {
    KeyHash sized = KeyHash.of(HashSpec.of(partitions, 7));
    int[] keys = new int[partitions];
    int total = 400_000;

    for (int i = 0; i < total; i++) {
      ByteString key = key("user:" + i);
      keys[sized.partition("users", key, sized.hash("users", key))]++;
    }

    double expected = (double) total / partitions;
    double chiSquare =
        Arrays.stream(keys).mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
    int freedom = partitions - 1;
    double fourDeviations = 4 * Math.sqrt(2.0 * freedom);
    assertThat(chiSquare).isLessThan(freedom + fourDeviations);
  }

  @Test
  void partition_sameTag_isShared() {
    assertThat(partition("users", "{42}:cart")).isEqualTo(partition("users", "profile/{42}"));
  }

  @Test
  void partition_sameTagInAnotherGroup_isNotShared() {
    long shared =
        IntStream.range(0, 100)
            .filter(i -> partition("users", "{" + i + "}") == partition("orders", "{" + i + "}"))
            .count();

    assertThat(shared).isLessThan(5);
  }

  @Test
  void hash_sameTag_coversTheWholeKey() {
    long distinct =
        IntStream.range(0, 10_000)
            .mapToLong(i -> hash.hash("users", key("{42}:" + i)))
            .distinct()
            .count();

    assertThat(distinct).isEqualTo(10_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}42", "4{2", "4}2{", "42}", "{}{42}", "{"})
  void partition_noTagBetweenTheFirstBraces_isThatOfTheWholeKey(String key) {
    assertThat(partition("users", key)).isEqualTo((int) (hash.hash("users", key(key)) >>> 54));
  }

  @Test
  void partition_severalBraces_takesFirstOpeningAndFirstClosingAfterIt() {
    long ofTag = KeyHash.of(SPEC).hash("users", key("{b"));

    assertThat(partition("users", "}a{{b}c}")).isEqualTo((int) (ofTag >>> 54));
  }

  @Test
  void of_vectorsOfAnotherSeed_refusesAndNamesBoth() {
    HashSpec wrong = new HashSpec("xxh64", 1024, 7, HashSpec.of(1024, 8).vectors());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyHash.of(wrong))
        .withMessageContaining("the record says group a, key 0x62637b7d: hash ")
        .withMessageContaining("this process computes");
  }

  @Test
  void of_unknownHash_refusesAndSaysTheWayOut() {
    HashSpec unknown = new HashSpec("blake9", 1024, 7, SPEC.vectors());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyHash.of(unknown))
        .withMessageContaining("\"blake9\"")
        .withMessageContaining("upgrade");
  }

  /** A build that computed others would be refused by every cluster that exists. */
  @Test
  void spec_vectors_areThoseOfTheFirstRelease() {
    ImmutableList<HashVector> vectors = HashSpec.of(1024, 0).vectors();

    assertThat(vectors)
        .containsExactly(
            new HashVector("a", key("bc{}"), 0xC7C6DBFD3D22CF49L, 799),
            new HashVector(
                "users",
                key("01234567890123456789012345678901234567890123456"),
                0xF77022B12FCD58F4L,
                989),
            new HashVector("orders", key("{customer-42}/7"), 0x78F85CD50AA4F294L, 794));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1024, 0, 1, 3, 1000, 131_072})
  void spec_partitionsNotAPowerOfTwoInRange_isRefused(int partitions) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HashSpec.of(partitions, 0))
        .withMessageContaining("partitions: " + partitions);
  }

  private int partition(String group, String key) {
    return hash.partition(group, key(key), hash.hash(group, key(key)));
  }

  private static ByteString key(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
