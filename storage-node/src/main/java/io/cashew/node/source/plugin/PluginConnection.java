package io.cashew.node.source.plugin;

import io.cashew.config.PluginSection;
import io.cashew.group.SourceSettings;
import io.cashew.node.source.Crew;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.SourceConnection;
import io.cashew.node.source.Unfinished;
import io.cashew.source.SourcePlugin;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A plug-in that groups load from: its classes, its one instance and its threads. Thread-safe. */
public final class PluginConnection implements SourceConnection {
  private static final Logger log = LoggerFactory.getLogger(PluginConnection.class);
  private static final int QUEUE_LENGTH = 1_024;
  private static final int CLOSE_MILLIS = 2_000;

  private final PluginSection section;
  private final PluginLoader classes;
  private final Instance instance;
  private final Unfinished unfinished;
  private final Crew crew;

  private PluginConnection(
      PluginSection section,
      PluginLoader classes,
      Instance instance,
      Unfinished unfinished,
      Crew crew) {
    this.section = section;
    this.classes = classes;
    this.instance = instance;
    this.unfinished = unfinished;
    this.crew = crew;
  }

  /**
   * Finds the plug-in. Its code first runs for the first load.
   *
   * @throws IllegalArgumentException if the folder has no plug-in, or several and none is named
   */
  public static PluginConnection open(PluginSection section, Timers timers, Ticker ticker) {
    PluginLoader classes = PluginLoader.of(section.folder());
    try {
      return new PluginConnection(
          section,
          classes,
          new Instance(classes.find(section.className()), section.settings(), ticker),
          new Unfinished(section.name(), timers, ticker),
          new Crew(section.name(), section.threads(), QUEUE_LENGTH, classes));
    } catch (IllegalArgumentException e) {
      classes.close();
      throw e;
    }
  }

  @Override
  public DataSource source(SourceSettings settings, long maxValueBytes) {
    section.check(settings);
    return new PluginSource(instance, settings.query(), unfinished, crew, maxValueBytes);
  }

  /** Fails what is in flight, interrupts the threads, and gives the plug-in a moment to close. */
  @Override
  public void close() {
    unfinished.close();
    crew.close();
    instance.retire().ifPresent(this::close);
    classes.close();
  }

  private void close(SourcePlugin plugin) {
    Thread closing = new Thread(() -> closeQuietly(plugin), "cashew-close-" + section.name());
    closing.setDaemon(true);
    closing.setContextClassLoader(classes);
    closing.start();
    try {
      closing.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeQuietly(SourcePlugin plugin) {
    try {
      plugin.close();
    } catch (Throwable e) { // code of others may throw anything
      log.warn("the plug-in of source \"{}\" did not close cleanly", section.name(), e);
    }
  }

  @Override
  public String toString() {
    return "PluginConnection[" + section.name() + "]";
  }
}
