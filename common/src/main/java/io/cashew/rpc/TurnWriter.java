package io.cashew.rpc;

import io.grpc.stub.CallStreamObserver;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Gathers what is written to a stream during one turn of its event loop into few messages: it adds
 * no latency when idle and saves most of the cost per item under load.
 *
 * <p>A message is closed at {@value #MAX_ITEMS} items or {@value #MAX_BYTES} bytes. While the
 * stream is not ready, items wait here; whoever writes bounds how much that can be.
 *
 * <p>Threads: {@link #write} from any; everything else on the loop.
 *
 * @param <T> an item; it becomes bytes only when its message leaves
 * @param <M> a message of several items
 */
public final class TurnWriter<T, M> {
  private static final int MAX_ITEMS = 1024;
  private static final int MAX_BYTES = 128 << 10;

  private final EventLoop loop;
  private final CallStreamObserver<M> stream;
  private final ToIntFunction<T> sizeOf;
  private final Function<List<T>, M> message;
  private final Gate gate;
  private final ArrayDeque<T> waiting = new ArrayDeque<>();
  private final Runnable flush = this::flush;
  private long waitingBytes;
  private boolean flushScheduled;

  /** A message is to leave even if there is nothing to say. */
  private boolean due;

  private boolean completing;
  private boolean closed;

  /** Says whether what waits may leave now. Asked on the loop. */
  @FunctionalInterface
  public interface Gate {
    /** Nothing is held back. */
    Gate OPEN = (items, bytes) -> true;

    /** If not, somebody calls {@link TurnWriter#goOn} when it may. */
    boolean opensFor(int items, long bytes);
  }

  /** One that holds nothing back. */
  public TurnWriter(
      EventLoop loop,
      CallStreamObserver<M> stream,
      ToIntFunction<T> sizeOf,
      Function<List<T>, M> message) {
    this(loop, stream, sizeOf, message, Gate.OPEN);
  }

  /**
   * The writer is the only one to call {@code onNext} and {@code onCompleted} on the stream.
   *
   * @param sizeOf about how many bytes an item takes; always the same for an item
   * @param message makes one message of items, when it is about to be sent
   */
  public TurnWriter(
      EventLoop loop,
      CallStreamObserver<M> stream,
      ToIntFunction<T> sizeOf,
      Function<List<T>, M> message,
      Gate gate) {
    this.loop = loop;
    this.stream = stream;
    this.sizeOf = sizeOf;
    this.message = message;
    this.gate = gate;
  }

  /** Sends an item at the end of the loop's turn. After the end of the stream it is dropped. */
  public void write(T item) {
    if (loop.inEventLoop()) {
      add(item);
    } else {
      loop.execute(() -> add(item));
    }
  }

  /** Items written and not sent yet. */
  public int waiting() {
    return waiting.size();
  }

  /** Bytes of what was written and not sent yet. */
  public long waitingBytes() {
    return waitingBytes;
  }

  /** The stream can take messages again: its {@code onReady} handler. */
  public void onReady() {
    flush();
  }

  /** The gate may be open now. What leaves does so at the end of the loop's turn. */
  public void goOn() {
    if (!waiting.isEmpty()) {
      schedule();
    }
  }

  /** Sends a message at the end of the loop's turn, be it an empty one. */
  public void speak() {
    due = true;
    schedule();
  }

  /** Ends the stream once everything written has been sent. */
  public void complete() {
    completing = true;
    schedule();
  }

  /** The stream is over: what waits is dropped, and nothing is sent any more. */
  public void abandon() {
    closed = true;
    waiting.clear();
    waitingBytes = 0;
  }

  private void add(T item) {
    if (closed) {
      return;
    }
    waiting.add(item);
    waitingBytes += sizeOf.applyAsInt(item);
    schedule();
  }

  private void schedule() {
    if (!flushScheduled) {
      flushScheduled = true;
      loop.execute(flush);
    }
  }

  private void flush() {
    flushScheduled = false;
    while (isDue() && !closed && stream.isReady()) {
      due = false;
      stream.onNext(message.apply(nextItems()));
    }
    if (completing && waiting.isEmpty() && !closed) {
      closed = true;
      stream.onCompleted();
    }
  }

  private boolean isDue() {
    return due || (!waiting.isEmpty() && gate.opensFor(waiting.size(), waitingBytes));
  }

  private List<T> nextItems() {
    List<T> items = new ArrayList<>(Math.min(waiting.size(), MAX_ITEMS));
    int bytes = 0;
    while (items.size() < MAX_ITEMS && bytes < MAX_BYTES) {
      T item = waiting.poll();
      if (item == null) {
        break;
      }
      bytes += sizeOf.applyAsInt(item);
      items.add(item);
    }
    waitingBytes -= bytes;
    return items;
  }
}
