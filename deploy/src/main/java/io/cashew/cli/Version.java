package io.cashew.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What is running, and on what. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "cashew %s (Java %s, %s %s)"
          .formatted(
              ofCashew(),
              System.getProperty("java.version"),
              System.getProperty("os.name"),
              System.getProperty("os.arch"))
    };
  }

  private static String ofCashew() {
    Properties properties = new Properties();
    try (InputStream written = Version.class.getResourceAsStream("version.properties")) {
      if (written != null) {
        properties.load(written);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "unknown");
  }
}
