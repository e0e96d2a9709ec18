package io.cashew.node.source.file;

import com.google.protobuf.ByteString;
import io.cashew.node.source.Crew;
import io.cashew.node.source.DataSource;
import io.cashew.node.source.Load;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.Unfinished;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One group's directory. */
final class FileSource implements DataSource {
  private final Path directory;
  private final Unfinished unfinished;
  private final Crew crew;
  private final long maxValueBytes;

  FileSource(Path directory, Unfinished unfinished, Crew crew, long maxValueBytes) {
    this.directory = directory;
    this.unfinished = unfinished;
    this.crew = crew;
    this.maxValueBytes = maxValueBytes;
  }

  @Override
  public String kind() {
    return "file";
  }

  @Override
  public CompletableFuture<Loaded> load(LoadRequest request) {
    Optional<String> name = FileNames.of(request.key());
    if (name.isEmpty()) {
      return CompletableFuture.completedFuture(Loaded.Absent.ABSENT);
    }
    Path file = directory.resolve(name.get());
    Load load = unfinished.begin(request);
    crew.run(
        load,
        () -> {
          Loaded loaded = read(file);
          return () -> load.end(loaded, maxValueBytes);
        });
    return load.answer();
  }

  /** Opens nothing but regular files: a pipe would keep the thread. */
  private Loaded read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      checkThatDirectoryIsThere();
      return Loaded.Absent.ABSENT;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] read = in.readNBytes(Math.toIntExact(maxValueBytes + 1)); // one more is too large
      return Loaded.Present.of(ByteString.copyFrom(read));
    } catch (NoSuchFileException e) {
      return Loaded.Absent.ABSENT; // deleted meanwhile
    }
  }

  /** A directory that is not mounted must not look like one in which all keys are absent. */
  private void checkThatDirectoryIsThere() throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new NoSuchFileException(directory.toString());
    }
  }

  @Override
  public void close() {} // the group alone holds nothing
}
