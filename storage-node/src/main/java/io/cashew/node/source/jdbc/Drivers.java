package io.cashew.node.source.jdbc;

import com.google.common.collect.ImmutableList;
import io.cashew.lifecycle.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDBC drivers there are: those on the class path, and those in a folder of jars. Those of the
 * folder have a class loader of their own, and are preferred. Thread-safe.
 */
public final class Drivers implements Part {
  private static final Logger log = LoggerFactory.getLogger(Drivers.class);

  private final Optional<Path> folder;
  private final Optional<URLClassLoader> loader;
  private final ImmutableList<Driver> added;

  private Drivers(
      Optional<Path> folder, Optional<URLClassLoader> loader, ImmutableList<Driver> added) {
    this.folder = folder;
    this.loader = loader;
    this.added = added;
  }

  /**
   * Loads the drivers.
   *
   * @param folder where further ones are, as jars; not looked into below
   * @throws IllegalArgumentException if there is no such folder, or it cannot be read
   */
  public static Drivers of(Optional<Path> folder) {
    if (folder.isEmpty()) {
      return new Drivers(folder, Optional.empty(), ImmutableList.of());
    }
    Path jars = folder.get().toAbsolutePath().normalize();
    URLClassLoader loader = new URLClassLoader(jarsIn(jars), Drivers.class.getClassLoader());
    List<Driver> found = new ArrayList<>();
    for (Driver driver : ServiceLoader.load(Driver.class, loader)) {
      if (driver.getClass().getClassLoader() == loader) {
        found.add(driver);
      }
    }
    log.info("{} drivers in {}", found.size(), jars);
    return new Drivers(Optional.of(jars), Optional.of(loader), ImmutableList.copyOf(found));
  }

  private static URL[] jarsIn(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "drivers: \"%s\" is no folder (expected: a folder with jars of JDBC drivers)"
              .formatted(folder));
    }
    List<URL> jars = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path jar : files) {
        jars.add(url(jar));
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "drivers: \"%s\" cannot be read: %s".formatted(folder, e), e);
    }
    return jars.toArray(URL[]::new);
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The driver for a URL.
   *
   * @throws IllegalArgumentException if there is none; the message says where to put one and does
   *     not repeat the URL, which may hold secrets
   */
  Driver forUrl(String url) {
    for (Driver driver : added) {
      if (accepts(driver, url)) {
        return driver;
      }
    }
    try {
      return DriverManager.getDriver(url);
    } catch (SQLException e) {
      throw new IllegalArgumentException(
          "no driver for %s (expected: its jar in %s)"
              .formatted(
                  url.replaceFirst("^(jdbc:[^:]*).*", "$1"),
                  folder.map(Path::toString).orElse("a folder that node.drivers names")),
          e);
    }
  }

  private static boolean accepts(Driver driver, String url) {
    try {
      return driver.acceptsURL(url);
    } catch (SQLException e) {
      return false;
    }
  }

  /** Closes the jars; no connection of their drivers may be in use. */
  @Override
  public void close() {
    loader.ifPresent(
        opened -> {
          try {
            opened.close();
          } catch (IOException e) {
            log.debug("the jars in {} could not be closed", folder, e);
          }
        });
  }
}
