package io.cashew.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cashew.group.GroupSettings;
import io.cashew.group.SourceSettings;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GroupPatchTest {
  private static final GroupSettings BEFORE =
      GroupSettings.defaults().from(new SourceSettings("db", "SELECT :key"));

  @Test
  void changed_onlyWhatIsNamed() {
    GroupSettings after =
        GroupPatch.changed(BEFORE, wish().setTtlMs(5).setHoldOffMs(7).build(), List.of("ttl_ms"));

    assertThat(after.freshness().ttl()).isEqualTo(Duration.ofMillis(5));
    assertThat(after.freshness().holdOff()).isZero();
    assertThat(after.source()).isEqualTo(BEFORE.source());
  }

  @Test
  void changed_partOfTheSource_leavesTheOther() {
    io.cashew.v1.GroupSettings.Builder wish = wish();
    wish.getSourceBuilder().setQuery("SELECT 2 + :key");

    GroupSettings after = GroupPatch.changed(BEFORE, wish.build(), List.of("source.query"));

    assertThat(after.source()).contains(new SourceSettings("db", "SELECT 2 + :key"));
  }

  @Test
  void changed_sourceThatIsNotSet_isNone() {
    assertThat(GroupPatch.changed(BEFORE, wish().build(), List.of("source")).source()).isEmpty();
  }

  @Test
  void changed_fieldThatIsNotSet_hasItsDefault() {
    GroupSettings other =
        GroupPatch.changed(BEFORE, wish().setLoadQueue(3).build(), List.of("load_queue"));

    assertThat(GroupPatch.changed(other, wish().build(), List.of("load_queue"))).isEqualTo(BEFORE);
  }

  @Test
  void changed_severalThatAreWrong_namesAllOfThemAndNoOther() {
    assertRefused(
        wish().setMemoryBytes(1).setTtlMs(6).setLoadRetries(9).build(),
        List.of("memory_bytes", "ttl_ms", "load_retries"),
        "load-retries: 9 (expected: 0 to 1); memory: 1 bytes (expected: at least 65536, 64 KiB)");
  }

  @Test
  void changed_twoThatDoNotGoTogether_namesTheirProblem() {
    assertRefused(
        wish().setMemoryBytes(1 << 20).setReservedBytes(2 << 20).build(),
        List.of("memory_bytes", "reserved_bytes"),
        "reserved: 2097152 bytes (expected: 0 to 1048576, the group's memory)");
  }

  @Test
  void changed_namesThatThereAreNot_areRefused() {
    assertRefused(wish().build(), List.of("tll_ms"), "no setting is named \"tll_ms\"");
    assertRefused(wish().build(), List.of("ttl_ms.x"), "no setting is named \"ttl_ms.x\"");
    assertRefused(wish().build(), List.of(), "fields: none");
  }

  private static io.cashew.v1.GroupSettings.Builder wish() {
    return io.cashew.v1.GroupSettings.newBuilder();
  }

  private static void assertRefused(
      io.cashew.v1.GroupSettings wish, List<String> fields, String why) {
    assertThatThrownBy(() -> GroupPatch.changed(BEFORE, wish, fields))
        .isInstanceOfSatisfying(
            CashewException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.GROUP_SETTINGS))
        .hasMessageStartingWith(why);
  }
}
