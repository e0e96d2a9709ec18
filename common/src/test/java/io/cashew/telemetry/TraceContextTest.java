package io.cashew.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceContextTest {
  private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void parse_ofW3cHeaders_isWhatTheySay() {
    TraceContext context = TraceContext.parse(PARENT, "vendor=a,other=b");

    assertThat(context)
        .isEqualTo(
            new TraceContext(
                0x4bf92f3577b34da6L,
                0xa3ce929d0e0e4736L,
                0xf067aa0ba902b7L,
                1,
                "vendor=a,other=b"));
    assertThat(context.traceparent()).isEqualTo(PARENT);
    assertThat(context.traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(context.spanId()).isEqualTo("00f067aa0ba902b7");
    assertThat(context.isSampled()).isTrue();
    assertThat(TraceContext.ofBytes(context.toBytes(), context.state())).isEqualTo(context);
  }

  @Test
  void parse_ofATraceThatIsNotRecorded_saysSo() {
    TraceContext context = TraceContext.parse(PARENT.replace("-01", "-00"), null);

    assertThat(context.isSampled()).isFalse();
    assertThat(context.state()).isEmpty();
  }

  @Test
  void parse_ofALaterVersion_takesWhatItKnows() {
    assertThat(TraceContext.parse("cc" + PARENT.substring(2) + "-what-comes", null))
        .isEqualTo(TraceContext.parse(PARENT, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
        "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
        "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01"
      })
  void parse_ofWhatIsMalformed_isNoContext(String traceparent) {
    assertThat(TraceContext.parse(traceparent, null)).isNull();
  }

  @Test
  void parse_withAStateThatWillNotDo_leavesItOut() {
    assertThat(TraceContext.parse(PARENT, "a=" + "x".repeat(511)).state()).isEmpty();
    assertThat(TraceContext.parse(PARENT, "a=\u00e9").state()).isEmpty();
    assertThat(TraceContext.parse(PARENT, "a=" + "x".repeat(510)).state()).hasSize(512);
  }

  @Test
  void ofBytes_ofAnotherLengthOrWithoutIds_isNoContext() {
    assertThat(TraceContext.ofBytes(new byte[24], "")).isNull();
    assertThat(TraceContext.ofBytes(new byte[TraceContext.BYTES], "")).isNull();
  }

  @Test
  void context_withoutIds_isRefused() {
    assertThatThrownBy(() -> new TraceContext(0, 0, 1, 1, ""))
        .hasMessage("trace: all zero (expected: an id)");
    assertThatThrownBy(() -> new TraceContext(0, 1, 0, 1, ""))
        .hasMessage("span: zero (expected: an id)");
  }
}
