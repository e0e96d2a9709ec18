package io.cashew.node.store.trace;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Recorded requests: which key, one after another, and what each key weighs. Not to be changed once
 * read; safe to share among threads.
 *
 * <p>Read from {@code NAME.ids.gz}: little-endian 32-bit integers under gzip, one for each request.
 * Each is the number of a key, counted from 0 in the order of the keys' first requests. Beside it
 * there may be one of two files of the same layout that tell sizes in bytes: {@code NAME.sizes.gz},
 * one for each request, of which the first of a key counts; or {@code NAME.kvsize-by-id.gz}, one
 * for each key.
 */
public final class Trace {
  /** How the names of the files of requests end. */
  public static final String IDS = ".ids.gz";

  private static final String SIZES = ".sizes.gz";
  private static final String SIZES_BY_KEY = ".kvsize-by-id.gz";

  private final String name;
  private final int[] requests;
  private final int keys;
  private final int @Nullable [] sizes; // by key

  private Trace(String name, int[] requests, int keys, int @Nullable [] sizes) {
    this.name = name;
    this.requests = requests;
    this.keys = keys;
    this.sizes = sizes;
  }

  /**
   * Reads a trace, with sizes if a file beside it tells them.
   *
   * @param ids its file of requests, {@code NAME.ids.gz}
   * @throws TraceException if a file is not of the format; the message names the file and the place
   * @throws IOException if a file cannot be read
   */
  public static Trace read(Path ids) throws IOException {
    String file = String.valueOf(ids.getFileName());
    if (!file.endsWith(IDS)) {
      throw new TraceException("%s: no trace (expected: a file named NAME%s)".formatted(ids, IDS));
    }
    String name = file.substring(0, file.length() - IDS.length());
    int[] requests = IntFile.read(ids);
    int keys = countKeys(ids, requests);
    return new Trace(name, requests, keys, readSizes(ids, name, requests, keys));
  }

  /** The file's name without its end. */
  public String name() {
    return name;
  }

  /** How many requests there are. */
  public int length() {
    return requests.length;
  }

  /** How many different keys there are; they are the numbers from 0 to below this. */
  public int keys() {
    return keys;
  }

  /** The key of a request. */
  public int key(int request) {
    return requests[request];
  }

  public boolean hasSizes() {
    return sizes != null;
  }

  /**
   * What a key weighs.
   *
   * @throws IllegalArgumentException if that is to be bytes, and the trace has no sizes
   */
  public long weight(int key, Weighing weighing) {
    return switch (weighing) {
      case ENTRIES -> 1;
      case BYTES -> Math.max(1, sizes()[key]);
    };
  }

  /** What all keys together weigh. */
  public long footprint(Weighing weighing) {
    return switch (weighing) {
      case ENTRIES -> keys;
      case BYTES -> Arrays.stream(sizes()).mapToLong(size -> Math.max(1, size)).sum();
    };
  }

  private int[] sizes() {
    checkArgument(
        sizes != null,
        "%s has no sizes (expected: %s%s or %s%s beside it)",
        name,
        name,
        SIZES,
        name,
        SIZES_BY_KEY);
    return sizes;
  }

  private static int countKeys(Path file, int[] requests) {
    int keys = 0;
    for (int i = 0; i < requests.length; i++) {
      if (requests[i] < 0 || requests[i] > keys) {
        throw new TraceException(
            "%s: request %,d is for key %d (expected: 0 to %d, keys numbered by first request)"
                .formatted(file, i + 1, requests[i], keys));
      }
      if (requests[i] == keys) {
        keys++;
      }
    }
    return keys;
  }

  private static int @Nullable [] readSizes(Path ids, String name, int[] requests, int keys)
      throws IOException {
    Path bySize = ids.resolveSibling(name + SIZES);
    Path byKey = ids.resolveSibling(name + SIZES_BY_KEY);
    if (Files.exists(bySize)) {
      int[] sizes = readSizes(bySize, requests.length, "requests");
      int[] first = new int[keys];
      for (int i = requests.length - 1; i >= 0; i--) {
        first[requests[i]] = sizes[i];
      }
      return first;
    }
    return Files.exists(byKey) ? readSizes(byKey, keys, "keys") : null;
  }

  private static int[] readSizes(Path file, int expected, String ofWhat) throws IOException {
    int[] sizes = IntFile.read(file);
    if (sizes.length != expected) {
      throw new TraceException(
          "%s: %,d sizes (expected: %,d, as many as %s)"
              .formatted(file, sizes.length, expected, ofWhat));
    }
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] < 0) {
        throw new TraceException(
            "%s: size %,d is %d (expected: 0 or more)".formatted(file, i + 1, sizes[i]));
      }
    }
    return sizes;
  }

  /** In what a cache's capacity is counted. */
  public enum Weighing {
    ENTRIES,
    BYTES
  }
}
