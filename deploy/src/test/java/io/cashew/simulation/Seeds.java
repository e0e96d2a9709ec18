package io.cashew.simulation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;

/** Runs by their seeds, of a Cashew that lacks a rule. */
final class Seeds {
  private final Method runs;

  private Seeds(Method runs) {
    this.runs = runs;
  }

  static Seeds without(Rule rule) throws ReflectiveOperationException {
    Method runs =
        new MutantLoader(rule)
            .loadClass(Run.class.getName())
            .getDeclaredMethod("scheduleOf", long.class);
    runs.setAccessible(true);
    return new Seeds(runs);
  }

  /** The schedule of the run of a seed if anything was noticed; else empty. */
  List<String> schedule(long seed) {
    try {
      return ((List<?>) runs.invoke(null, seed)).stream().map(String::valueOf).toList();
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    } catch (InvocationTargetException e) {
      return List.of("the run broke off: " + e.getCause());
    }
  }
}
