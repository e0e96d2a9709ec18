package io.cashew.proxy.door.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cashew.operation.Condition;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Ttl;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonEntriesTest {
  @Test
  void keys_asTextAndAsBytes_areRead() {
    List<JsonEntry> keys =
        JsonEntries.keys(
            utf8("{\"keys\": [\"a\\u00e9\", {\"key\": \"b\"}, {\"key_base64\": \"AP8=\"}]}"));

    assertThat(keys)
        .extracting(JsonEntry::key)
        .containsExactly(
            utf8("a\u00e9"), utf8("b"), ByteString.copyFrom(new byte[] {0, (byte) 0xff}));
  }

  @Test
  void entries_withAllThereIs_becomeSets() {
    List<JsonEntry> entries =
        JsonEntries.entries(
            utf8(
                "{\"entries\": [{\"key\": \"a\", \"value\": \"1\", \"ttl\": 1500},"
                    + " {\"key\": \"b\", \"value\": \"\", \"ttl\": \"none\", \"if_version\": \"17\"},"
                    + " {\"key\": \"c\", \"value\": \"3\", \"if_absent\": true,"
                    + " \"if_present\": false}]}"));

    assertThat(entries)
        .extracting(entry -> entry.set("g"))
        .containsExactly(
            new Operation.Set("g", utf8("a"), utf8("1"), Ttl.ofMillis(1_500)),
            new Operation.Set(
                "g",
                utf8("b"),
                ByteString.EMPTY,
                Ttl.NEVER,
                Condition.ifVersion(17),
                Bring.NOTHING),
            new Operation.Set(
                "g", utf8("c"), utf8("3"), Ttl.GROUP, Condition.IF_ABSENT, Bring.NOTHING));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"keys\": \"a\"}",
        "{\"keys\": [1]}",
        "{\"keys\": [{}]}",
        "{\"keys\": [{\"key\": \"a\", \"key_base64\": \"AA==\"}]}",
        "{\"keys\": [{\"key_base64\": \"?\"}]}",
        "{\"keys\": [{\"key\": \"a\", \"value\": \"b\"}]}",
        "{\"keys\": [\"a\"], \"more\": 1}",
        "{\"keys\": [\"a\"]} x",
        "{\"keys\": [\"a\"",
        "{'keys': ['a']}",
        "{\"keys\": [\"a\",]}",
      })
  void keys_ofOtherJson_areRefused(String body) {
    assertThatThrownBy(() -> JsonEntries.keys(utf8(body)))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"entries\": [\"a\"]}",
        "{\"entries\": [{\"key\": \"a\"}]}",
        "{\"entries\": [{\"value\": \"a\"}]}",
        "{\"entries\": [{\"key\": \"a\", \"value\": \"b\", \"if_absent\": \"yes\"}]}",
        "{\"entries\": [{\"key\": \"a\", \"value\": \"b\", \"if_absent\": true,"
            + " \"if_version\": \"1\"}]}",
      })
  void entries_ofOtherJson_areRefused(String body) {
    assertThatThrownBy(() -> JsonEntries.entries(utf8(body)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keys_ofBytesThatAreNoText_areRefused() {
    assertThatThrownBy(() -> JsonEntries.keys(ByteString.copyFrom(new byte[] {(byte) 0xff})))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }
}
