package io.cashew.node.source.file;

import io.cashew.config.FileSection;
import io.cashew.group.SourceSettings;
import io.cashew.node.source.Crew;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.SourceConnection;
import io.cashew.node.source.Unfinished;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;

/** A directory that groups load from, and the few threads that read it. Thread-safe. */
public final class FileConnection implements SourceConnection {
  private static final int THREADS = 4;
  private static final int QUEUE_LENGTH = 1_024;

  private final FileSection section;
  private final Unfinished unfinished;
  private final Crew crew;

  private FileConnection(FileSection section, Unfinished unfinished, Crew crew) {
    this.section = section;
    this.unfinished = unfinished;
    this.crew = crew;
  }

  /** Makes the connection; the directory need not be there. */
  public static FileConnection open(FileSection section, Timers timers, Ticker ticker) {
    return new FileConnection(
        section,
        new Unfinished(section.name(), timers, ticker),
        new Crew(section.name(), THREADS, QUEUE_LENGTH, FileConnection.class.getClassLoader()));
  }

  @Override
  public DataSource source(SourceSettings settings, long maxValueBytes) {
    section.check(settings);
    return new FileSource(
        section.directory().resolve(settings.path()), unfinished, crew, maxValueBytes);
  }

  @Override
  public void close() {
    unfinished.close();
    crew.close();
  }

  @Override
  public String toString() {
    return "FileConnection[" + section.name() + "]";
  }
}
