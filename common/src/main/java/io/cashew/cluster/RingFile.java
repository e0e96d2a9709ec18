package io.cashew.cluster;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cashew.internal.v1.SavedRing;
import io.cashew.ring.Epoch;
import io.cashew.ring.Ring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that keeps the last ring, so that a proxy can start while the cluster store is out of
 * reach (rule R18). A file that is torn, or of another version, counts as none. Nothing here
 * throws: a ring that cannot be kept is logged, and the process goes on. For one thread.
 */
public final class RingFile {
  private static final Logger log = LoggerFactory.getLogger(RingFile.class);

  private final Path file;

  /** The file need not exist yet, nor the directory it is in. */
  public RingFile(Path file) {
    this.file = file.toAbsolutePath();
  }

  /** Keeps a ring in place of the last, whole or not at all. */
  public void write(Ring ring) {
    ByteString record = RingCodec.encode(ring.draft());
    SavedRing saved =
        SavedRing.newBuilder()
            .setRecord(record)
            .setRevision(ring.revision())
            .setCheck(check(record, ring.revision()))
            .build();
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.createDirectories(file.resolveSibling(".").normalize());
      Files.write(unfinished, saved.toByteArray());
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      log.warn(
          "ring {} cannot be kept in {}: {}. Without it this proxy cannot start while etcd is down",
          Epoch.toText(ring.epoch()),
          file,
          e.toString());
    }
  }

  /** The ring that was kept last; empty if there is none that can be read. */
  public Optional<Ring> read() {
    try {
      SavedRing saved = SavedRing.parseFrom(Files.readAllBytes(file));
      if (saved.getCheck() != check(saved.getRecord(), saved.getRevision())) {
        log.warn("{} is damaged and ignored", file);
        return Optional.empty();
      }
      return Optional.of(RingCodec.decode(new Versioned(saved.getRecord(), saved.getRevision())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (InvalidProtocolBufferException | UnreadableRecordException e) {
      log.warn("{} is damaged and ignored: {}", file, e.toString());
      return Optional.empty();
    } catch (IOException e) {
      log.warn("{} cannot be read: {}", file, e.toString());
      return Optional.empty();
    }
  }

  private static long check(ByteString record, long revision) {
    CRC32C crc = new CRC32C();
    crc.update(record.asReadOnlyByteBuffer());
    return crc.getValue() ^ revision;
  }

  /** The file's path. */
  @Override
  public String toString() {
    return file.toString();
  }
}
