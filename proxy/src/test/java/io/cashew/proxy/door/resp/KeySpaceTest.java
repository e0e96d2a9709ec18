package io.cashew.proxy.door.resp;

import static io.cashew.proxy.door.resp.Commanded.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeySpaceTest {
  private static final String LONGEST = "g".repeat(64);
  private static final KeySpace KEYS =
      new KeySpace(List.of("users", "posts", LONGEST), Optional.of("rest"));
  private static final KeySpace NO_DEFAULT = new KeySpace(List.of("users"), Optional.empty());

  @ParameterizedTest
  @CsvSource({
    "users:1, users, 1",
    "posts:a:b, posts, a:b",
    "users::, users, :",
    "users, rest, users",
    "user:1, rest, user:1",
    "userss:1, rest, userss:1",
    "Users:1, rest, Users:1",
    ":1, rest, :1",
    "x, rest, x",
  })
  void target_isTheGroupWhoseNameComesFirst_elseTheDefault(String text, String group, String key) {
    assertThat(target(text, KEYS)).isEqualTo(new Target(group, ByteString.copyFromUtf8(key)));
  }

  @Test
  void target_ofTheLongestName_isFound() {
    assertThat(target(LONGEST + ":k", KEYS).group()).isEqualTo(LONGEST);
    assertThat(target(LONGEST + "g:k", KEYS).group()).isEqualTo("rest");
  }

  @Test
  void target_ofAGroupNobodyKnowsYet_isForTheNodeToJudge() {
    assertThat(target("new:1", NO_DEFAULT))
        .isEqualTo(new Target("new", ByteString.copyFromUtf8("1")));
  }

  @ParameterizedTest
  @CsvSource({
    "key, GROUP_UNKNOWN",
    ":key, GROUP_UNKNOWN",
    "Bad Name:key, GROUP_NAME",
    "'', GROUP_UNKNOWN",
  })
  void target_ofNoGroup_isRefused(String text, Reason reason) {
    CashewException refusal =
        catchThrowableOfType(CashewException.class, () -> target(text, NO_DEFAULT));

    assertThat(refusal.reason()).isEqualTo(reason);
  }

  @Test
  void target_beforeTheGroupsAreKnown_isNotGuessed() {
    KeySpace unknown = KeySpace.unknown(Optional.of("rest"));

    CashewException refusal =
        catchThrowableOfType(CashewException.class, () -> target("users:1", unknown));

    assertThat(refusal.reason()).isEqualTo(Reason.STORE_DOWN);
  }

  private static Target target(String text, KeySpace keys) {
    return Target.of(request(text), 0, keys);
  }
}
