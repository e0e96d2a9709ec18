package io.cashew.node.source.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.util.Optional;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DriversTest {
  private static final String DROPPED =
      """
      package dropped;
      import java.sql.*;
      import java.util.Properties;
      public class Dropped implements Driver {
        public Connection connect(String url, Properties info) { return null; }
        public boolean acceptsURL(String url) { return url.startsWith("jdbc:dropped:"); }
        public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) { return null; }
        public int getMajorVersion() { return 1; }
        public int getMinorVersion() { return 0; }
        public boolean jdbcCompliant() { return false; }
        public java.util.logging.Logger getParentLogger() { return null; }
      }
      """;

  @TempDir Path folder;

  @Test
  void forUrl_ofADriverInTheFolder_findsIt() throws Exception {
    drop();

    try (Drivers drivers = Drivers.of(Optional.of(folder))) {
      Driver driver = drivers.forUrl("jdbc:dropped:x");

      assertThat(driver.getClass().getName()).isEqualTo("dropped.Dropped");
    }
  }

  @Test
  void forUrl_ofADriverOnTheClassPath_findsItBesideTheFolder() {
    try (Drivers drivers = Drivers.of(Optional.of(folder))) {
      assertThat(drivers.forUrl("jdbc:h2:mem:x")).isInstanceOf(org.h2.Driver.class);
    }
  }

  @Test
  void forUrl_withoutDriver_namesTheFolderAndNotTheSecrets() {
    try (Drivers drivers = Drivers.of(Optional.of(folder))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> drivers.forUrl("jdbc:mysql://h/x?password=hush"))
          .withMessage("no driver for jdbc:mysql (expected: its jar in " + folder + ")");
    }
  }

  @Test
  void of_whatIsNoFolder_isRefused() {
    Path missing = folder.resolve("missing");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Drivers.of(Optional.of(missing)))
        .withMessage(
            "drivers: \"%s\" is no folder (expected: a folder with jars of JDBC drivers)", missing);
  }

  private void drop() throws IOException {
    Path source = Files.createDirectories(folder.resolve("src/dropped")).resolve("Dropped.java");
    Files.writeString(source, DROPPED);
    int code = ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString());
    assertThat(code).isZero();
    try (OutputStream file = Files.newOutputStream(folder.resolve("dropped.jar"));
        JarOutputStream jar = new JarOutputStream(file)) {
      jar.putNextEntry(new ZipEntry("dropped/Dropped.class"));
      jar.write(Files.readAllBytes(source.resolveSibling("Dropped.class")));
      jar.putNextEntry(new ZipEntry("META-INF/services/java.sql.Driver"));
      jar.write("dropped.Dropped\n".getBytes(UTF_8));
    }
  }
}
