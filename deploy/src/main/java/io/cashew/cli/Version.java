package io.cashew.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What is running, and on what. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {text()};
  }

  static String text() {
    return "cashew %s (Java %s, %s %s)"
        .formatted(
            ofCashew(),
            System.getProperty("java.version"),
            System.getProperty("os.name"),
            System.getProperty("os.arch"));
  }

  static JsonObject json() {
    JsonObject object = new JsonObject();
    object.addProperty("version", ofCashew());
    object.addProperty("java", System.getProperty("java.version"));
    object.addProperty("os", System.getProperty("os.name"));
    object.addProperty("arch", System.getProperty("os.arch"));
    return object;
  }

  static String ofCashew() {
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
