package io.cashew.node.source.plugin;

import io.cashew.source.SourcePlugin;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Makes jars of plug-ins from source, as a user would: compiled against the contract alone. */
final class PluginJar {
  private PluginJar() {}

  /** Writes a jar with one plug-in class, which may have nested ones. */
  static void write(Path jar, String className, String source) throws IOException {
    write(jar, className, source, List.of(className));
  }

  /** Writes a jar whose services file names these classes. */
  static void write(Path jar, String className, String source, List<String> services)
      throws IOException {
    Path work = Files.createTempDirectory(jar.toAbsolutePath().getParent(), className);
    Path file = work.resolve(className + ".java");
    Files.writeString(file, source);
    Path classes = Files.createDirectory(work.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int result =
        compiler.run(
            null,
            null,
            null,
            "-proc:none",
            "-cp",
            contract(),
            "-d",
            classes.toString(),
            file.toString());
    if (result != 0) {
      throw new IllegalArgumentException("does not compile: " + className);
    }
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> compiled = Files.list(classes)) {
      for (Path one : compiled.toList()) {
        entries.putNextEntry(new JarEntry(String.valueOf(one.getFileName())));
        entries.write(Files.readAllBytes(one));
      }
      entries.putNextEntry(new JarEntry("META-INF/services/" + SourcePlugin.class.getName()));
      entries.write(String.join("\n", services).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String contract() {
    try {
      return Path.of(SourcePlugin.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
