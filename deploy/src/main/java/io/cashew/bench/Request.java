package io.cashew.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cashew.bench.workload.KeyNames;
import io.cashew.bench.workload.Values;
import io.cashew.bench.workload.Verb;
import java.util.Arrays;

/**
 * One request, as a {@link Session} sees it: what to ask for, and where to tell how it ended. Used
 * again for the next request once all of its keys have ended, so a bench allocates none while it
 * runs. Not thread-safe: whoever tells an ending does so after the one who told the last.
 */
public final class Request implements Runnable {
  private final Driver driver;
  private final KeyNames names;
  private final Values values;
  private final long ttlMillis;
  private final long[] numbers;
  private final int[] tally = new int[Ending.COUNT];

  private Verb verb = Verb.GET;
  private int count;
  private int waiting;
  private long due;
  private long sent;
  private long answered;
  private boolean inFlight;

  Request(Driver driver, KeyNames names, Values values, long ttlMillis, int width) {
    this.driver = driver;
    this.names = names;
    this.values = values;
    this.ttlMillis = ttlMillis;
    this.numbers = new long[width];
  }

  /** What to do. */
  public Verb verb() {
    return verb;
  }

  /** How many keys: 1, or more if it is a get. A number may occur twice. */
  public int count() {
    return count;
  }

  /** The number of a key, 0 to below the workload's number of keys. */
  public long number(int index) {
    return numbers[index];
  }

  /** How many bytes a key has. */
  public int keyLength(int index) {
    return names.length(numbers[index]);
  }

  /** Writes a key into an array: {@link #keyLength} bytes, and nothing is allocated. */
  public void putKey(int index, byte[] into, int at) {
    names.put(numbers[index], into, at);
  }

  /** A key, in an array of its own. */
  public byte[] keyBytes(int index) {
    return names.bytes(numbers[index]);
  }

  /** A key as bytes that do not change. */
  public ByteString key(int index) {
    return UnsafeByteOperations.unsafeWrap(keyBytes(index));
  }

  /** A key as text. Keys are ASCII. */
  public String keyText(int index) {
    return new String(keyBytes(index), ISO_8859_1);
  }

  /** The bytes that the value of a set has. */
  public int valueLength() {
    return values.length(numbers[0]);
  }

  /** An array that begins with the value; to be read only. */
  public byte[] valueBlock() {
    return values.block();
  }

  /** The value of a set. */
  public ByteString value() {
    return values.of(numbers[0]);
  }

  /** The value of a set, in an array of its own. */
  public byte[] valueBytes() {
    return Arrays.copyOf(values.block(), valueLength());
  }

  /** Milliseconds that a set or touch is to let the key live. */
  public long ttlMillis() {
    return ttlMillis;
  }

  /** Tells how one of its keys ended. */
  public void ended(Ending ending) {
    tally[ending.slot()]++;
    if (--waiting == 0) {
      answered = driver.now();
      driver.answered(this);
    }
  }

  /**
   * Tells that one of its keys failed.
   *
   * @param reason one word, by which failures are counted
   * @param message for people; the first of each reason is kept
   */
  public void failed(String reason, String message) {
    driver.failed(this, reason, message);
    ended(Ending.FAILED);
  }

  /** Tells that all of its keys failed that have not ended yet. */
  public void failedAll(String reason, String message) {
    for (int left = waiting; left > 0; left--) {
      failed(reason, message);
    }
  }

  /** Makes it another request, whose keys are to be named next. */
  void ask(Verb next, int keys) {
    verb = next;
    count = keys;
    waiting = keys;
    Arrays.fill(tally, 0);
  }

  /** Makes it the set of the key that it asked for in vain. */
  void setInstead() {
    ask(Verb.SET, 1);
  }

  boolean foundNothing() {
    return verb == Verb.GET && tally[Ending.ABSENT.slot()] + tally[Ending.NEGATIVE.slot()] > 0;
  }

  void number(int index, long number) {
    numbers[index] = number;
  }

  /** It is sent now, and was due then. */
  void sent(long now, long dueThen) {
    sent = now;
    due = dueThen;
    inFlight = true;
  }

  long due() {
    return due;
  }

  boolean hasFailed() {
    return tally[Ending.FAILED.slot()] > 0;
  }

  void recordIn(Meter meter) {
    meter.ended(verb, due, sent, answered, tally);
  }

  /** Whether it has been sent and has not come back; the driver's thread alone knows. */
  boolean isInFlight() {
    return inFlight;
  }

  void cameBack() {
    inFlight = false;
  }

  /** No answer came, and none is waited for any more. */
  void abandonedAt(long now) {
    inFlight = false;
    answered = now;
    Arrays.fill(tally, 0);
    tally[Ending.FAILED.slot()] = count;
  }

  /** On the driver's thread, after an answer that came on another. */
  @Override
  public void run() {
    driver.finish(this);
  }
}
