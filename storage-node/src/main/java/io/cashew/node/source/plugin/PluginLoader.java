package io.cashew.node.source.plugin;

import io.cashew.source.SourcePlugin;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * The classes of one plug-in: those in its folder's jars, the JDK's, and {@code io.cashew.source}.
 */
final class PluginLoader extends URLClassLoader {
  private PluginLoader(URL[] jars) {
    super("cashew-plugin", jars, new Contract());
  }

  /**
   * Opens a folder.
   *
   * @throws IllegalArgumentException if it cannot be read or has no jars
   */
  static PluginLoader of(Path folder) {
    List<URL> jars = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path jar : found) {
        jars.add(jar.toUri().toURL());
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "folder: %s cannot be read (%s)".formatted(folder, e.getClass().getSimpleName()), e);
    }
    if (jars.isEmpty()) {
      throw new IllegalArgumentException("folder: %s has no jars".formatted(folder));
    }
    return new PluginLoader(jars.toArray(URL[]::new));
  }

  /**
   * Finds the plug-in; runs none of its code.
   *
   * @param className which, if there are several
   * @throws IllegalArgumentException if there is none, or not one alone
   */
  ServiceLoader.Provider<SourcePlugin> find(Optional<String> className) {
    List<ServiceLoader.Provider<SourcePlugin>> found;
    try {
      found = ServiceLoader.load(SourcePlugin.class, this).stream().toList();
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new IllegalArgumentException(
          "folder: a plug-in cannot be loaded: " + e.getMessage(), e);
    }
    List<ServiceLoader.Provider<SourcePlugin>> chosen =
        found.stream()
            .filter(plugin -> className.map(plugin.type().getName()::equals).orElse(true))
            .toList();
    if (chosen.size() == 1) {
      return chosen.get(0);
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "folder: no plug-in in it (expected: a jar with META-INF/services/%s)"
              .formatted(SourcePlugin.class.getName()));
    }
    throw new IllegalArgumentException(
        "class: %s (expected: %s)"
            .formatted(
                className.map(name -> "\"" + name + "\"").orElse("missing"),
                found.stream()
                    .map(plugin -> plugin.type().getName())
                    .collect(Collectors.joining(" or "))));
  }

  @Override
  public void close() {
    try {
      super.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The JDK, and what plug-ins implement. */
  private static final class Contract extends ClassLoader {
    private static final String VISIBLE = SourcePlugin.class.getPackageName() + ".";

    Contract() {
      super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.startsWith(VISIBLE)) {
        return SourcePlugin.class.getClassLoader().loadClass(name);
      }
      throw new ClassNotFoundException(name);
    }
  }
}
