package io.cashew.node.source.file;

import static io.cashew.node.source.SourceTester.failure;
import static io.cashew.node.source.SourceTester.load;
import static io.cashew.node.source.SourceTester.present;
import static io.cashew.node.source.SourceTester.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cashew.config.FileSection;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.SourceTester;
import io.cashew.status.Reason;
import io.cashew.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** In a directory beside which there is a secret. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FileSourceTest {
  private static final long MAX_VALUE = 100;

  @TempDir private Path root;

  private final SourceTester tester = new SourceTester();
  private Path directory;
  private FileConnection connection;
  private DataSource source;

  @BeforeEach
  void open() throws IOException {
    directory = Files.createDirectory(root.resolve("values"));
    Files.writeString(root.resolve("x"), "secret");
    connection =
        FileConnection.open(new FileSection("here", directory), tester.timers, Ticker.system());
    source = connection.source(settings("", ""), MAX_VALUE);
  }

  @AfterEach
  void close() {
    connection.close();
    tester.close();
  }

  @ParameterizedTest
  @CsvSource({
    "Tom, Tom",
    "a b, a%20b",
    "a/b, a%2Fb",
    "../x, %2E.%2Fx",
    ".hidden, %2Ehidden",
    "%2F, %252F",
    "ü, %C3%BC"
  })
  void load_ofKeyWithFile_answersItsBytes(String key, String file) throws IOException {
    Files.writeString(directory.resolve(file), "630");

    assertThat(load(source, key)).isEqualTo(present("630"));
  }

  @Test
  void load_ofEmptyFile_answersEmptyValue() throws IOException {
    Files.createFile(directory.resolve("nothing"));

    assertThat(load(source, "nothing")).isEqualTo(present(""));
  }

  @ParameterizedTest
  @MethodSource("io.cashew.node.source.HostileKeys#all")
  void load_ofKeyWithoutFile_answersAbsence(ByteString key) {
    assertThat(load(source, key)).isEqualTo(Loaded.Absent.ABSENT);
  }

  @Test
  void load_ofFolder_answersAbsence() throws IOException {
    Files.createDirectory(directory.resolve("folder"));

    assertThat(load(source, "folder")).isEqualTo(Loaded.Absent.ABSENT);
  }

  @Test
  void load_inAFolderOfTheGroup_readsThere() throws IOException {
    Files.writeString(Files.createDirectory(directory.resolve("users")).resolve("1"), "Tom");

    assertThat(load(connection.source(settings("", "users"), MAX_VALUE), "1"))
        .isEqualTo(present("Tom"));
  }

  @Test
  void load_ofTooLargeFile_failsAsTooLarge() throws IOException {
    Files.writeString(directory.resolve("large"), "x".repeat(101));
    Files.writeString(directory.resolve("fits"), "x".repeat(100));

    assertThat(load(source, "fits")).isEqualTo(present("x".repeat(100)));
    assertThat(failure(source, "large", SourceTester.LONG).reason())
        .isEqualTo(Reason.VALUE_TOO_LARGE);
  }

  @Test
  void load_withoutTheDirectory_failsAsDown() throws IOException {
    Files.delete(directory);

    assertThat(failure(source, "Tom", SourceTester.LONG))
        .hasMessageMatching("source \"here\": failed \\(id [0-9a-f]{8} in the node's log\\)")
        .extracting("reason")
        .isEqualTo(Reason.SOURCE_DOWN);
  }

  @Test
  void load_afterClose_failsAsDraining() {
    connection.close();

    assertThat(failure(source, "Tom", SourceTester.LONG).reason()).isEqualTo(Reason.DRAINING);
  }

  @ParameterizedTest
  @CsvSource({"'', ..", "'', /etc", "'', a/../b", "'', .ssh", "SELECT 1, ''"})
  void source_ofSettingsThatMakeNoSense_isRefused(String query, String path) {
    assertThatThrownBy(() -> connection.source(settings(query, path), MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(path|query): .*\\(expected: .*\\)");
  }
}
