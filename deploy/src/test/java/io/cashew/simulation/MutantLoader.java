package io.cashew.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;

/** Loads all of Cashew anew, the simulation included, with some methods changed. */
final class MutantLoader extends ClassLoader {
  private static final String OURS = "io.cashew.";

  private final List<Rule.Change> changes;

  /** The classes as they are, but for what a rule's absence changes. */
  MutantLoader(Rule without) {
    super(MutantLoader.class.getClassLoader());
    this.changes = without.changes();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OURS)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      byte[] bytes = bytes(name);
      return defineClass(name, bytes, 0, bytes.length);
    }
  }

  private byte[] bytes(String name) throws ClassNotFoundException {
    DynamicType.Builder<?> changed = null;
    for (Rule.Change change : changes) {
      if (change.type().equals(name)) {
        Class<?> original = getParent().loadClass(name);
        changed =
            (changed == null
                    ? new ByteBuddy()
                        .redefine(original, ClassFileLocator.ForClassLoader.of(getParent()))
                    : changed)
                .visit(Advice.to(change.advice()).on(change.methods()));
      }
    }
    return changed == null ? original(name) : changed.make().getBytes();
  }

  private byte[] original(String name) throws ClassNotFoundException {
    String resource = name.replace('.', '/') + ".class";
    try (InputStream file = getParent().getResourceAsStream(resource)) {
      if (file == null) {
        throw new ClassNotFoundException(name);
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
