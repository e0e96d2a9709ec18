package io.cashew.node.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import io.cashew.group.SourceSettings;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class SourcesTest {
  private static final LoadRequest REQUEST =
      new LoadRequest("users", ByteString.copyFromUtf8("42"), Duration.ofSeconds(1));

  private final EchoConnection echo = new EchoConnection();
  private final Sources sources = new Sources(ImmutableMap.of("echo", echo));

  @Test
  void open_ofConfiguredConnection_loadsThroughIt() {
    DataSource source = sources.open(new SourceSettings("echo", "upper"), 100);

    assertThat(source.load(REQUEST)).isCompletedWithValue(Loaded.Present.of(REQUEST.key()));
  }

  @Test
  void load_ofUnknownConnection_failsAndSaysWhatToDo() {
    DataSource source = sources.open(new SourceSettings("scores-db", "select"), 100);

    assertThatThrownBy(() -> source.load(REQUEST).join())
        .hasRootCauseInstanceOf(CashewException.class)
        .hasRootCauseMessage(
            "this node has no source \"scores-db\": add it to the node's configuration under"
                + " sources:")
        .rootCause()
        .extracting(failure -> ((CashewException) failure).reason())
        .isEqualTo(Reason.SOURCE_DOWN);
  }

  @Test
  void load_ofSettingsThatTheConnectionRefuses_failsAndSaysWhy() {
    DataSource source = sources.open(new SourceSettings("echo", "nonsense"), 100);

    assertThatThrownBy(() -> source.load(REQUEST).join())
        .hasRootCauseMessage("source \"echo\": the query is nonsense");
  }

  @Test
  void close_closesTheConnections() {
    sources.close();

    assertThat(echo.closed).isTrue();
  }

  /** Answers every key with itself. */
  private static final class EchoConnection implements SourceConnection {
    private boolean closed;

    @Override
    public DataSource source(SourceSettings settings, long maxValueBytes) {
      if (settings.query().equals("nonsense")) {
        throw new IllegalArgumentException("the query is nonsense");
      }
      return new DataSource() {
        @Override
        public CompletableFuture<Loaded> load(LoadRequest request) {
          return CompletableFuture.completedFuture(Loaded.Present.of(request.key()));
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
