package io.cashew.system.process;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.net.HostAndPort;
import io.cashew.etcd.FreePort;
import io.cashew.lifecycle.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A TCP forwarder on the loopback that can break the link it carries, and heal it.
 *
 * <p>What a fault holds back is not lost: TCP would send it again, and so it arrives once the link
 * heals, unless an end has closed the connection meanwhile. Thread-safe; two threads per
 * connection.
 */
public final class FaultProxy implements Part {
  private static final int BUFFER = 64 << 10;
  private static final int CONNECT_MILLIS = 1_000;

  private final HostAndPort target;
  private final int port = FreePort.next();
  private final Map<Direction, AtomicLong> passed = new EnumMap<>(Direction.class);
  private volatile Duration delay = Duration.ZERO;

  // Guarded by this.
  private final Set<Direction> held = EnumSet.noneOf(Direction.class);
  private final Set<Link> links = new HashSet<>();
  private @Nullable ServerSocket listener;
  private boolean closed;

  /** Which way bytes go. */
  public enum Direction {
    TO_TARGET,
    FROM_TARGET
  }

  private FaultProxy(HostAndPort target) {
    this.target = target;
    for (Direction direction : Direction.values()) {
      passed.put(direction, new AtomicLong());
    }
  }

  /** Listens from now on, and forwards; the target need not be there yet. */
  public static FaultProxy to(HostAndPort target) {
    checkArgument(
        target.getHost().equals("127.0.0.1"), "target: %s (expected: on the loopback)", target);
    FaultProxy proxy = new FaultProxy(target);
    proxy.listen();
    return proxy;
  }

  /** Where to connect instead of to the target. Stays the same for as long as it lives. */
  public HostAndPort address() {
    return HostAndPort.fromParts("127.0.0.1", port);
  }

  /** Resets every connection. New ones are let through. */
  public void cut() {
    connections().forEach(Link::reset);
  }

  /** Resets every connection and refuses new ones. */
  public synchronized void refuse() {
    stopListening();
    cut();
  }

  /**
   * Black hole: bytes of these directions get no further, and connections stay open. New
   * connections are accepted, and nothing comes of them.
   */
  public synchronized void hold(Direction... directions) {
    held.addAll(List.of(directions));
  }

  /** Black hole both ways. */
  public void hold() {
    hold(Direction.values());
  }

  /** Every piece, of 64 KiB at most, is passed on so much later than it came. */
  public void delay(Duration each) {
    delay = each;
  }

  /** Ends every fault; what was held back is passed on. */
  public synchronized void heal() {
    delay = Duration.ZERO;
    held.clear();
    notifyAll();
    if (listener == null && !closed) {
      listen();
    }
  }

  /** Connections that are open now. */
  public synchronized List<Link> connections() {
    return List.copyOf(links);
  }

  /** Bytes passed on so far. */
  public long passed(Direction direction) {
    return passed.get(direction).get();
  }

  @Override
  public synchronized void close() {
    closed = true;
    stopListening();
    cut();
    notifyAll();
  }

  private synchronized void listen() {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      listener = socket;
      start("accept", () -> accept(socket));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void stopListening() {
    if (listener != null) {
      closeQuietly(listener);
      listener = null;
    }
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Link link = new Link(socket.accept());
        if (admit(link)) {
          start("to", link::open);
        } else {
          link.reset();
        }
      } catch (IOException e) {
        // closed, or an end that went away at once
      }
    }
  }

  /** False once closed, or if refused since it was accepted. */
  private synchronized boolean admit(Link link) {
    return listener != null && links.add(link);
  }

  /** Returns when bytes of a direction may pass; false if there is nothing to pass them for. */
  private synchronized boolean awaitPassage(Link link, Direction direction)
      throws InterruptedException {
    while (held.contains(direction) && links.contains(link)) {
      wait();
    }
    return links.contains(link);
  }

  private void start(String what, Runnable task) {
    Thread thread = new Thread(task, "fault-proxy-" + port + "-" + what);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      // it is gone either way
    }
  }

  /** One connection through the forwarder. */
  public final class Link {
    private final Socket near;
    private final Socket far = new Socket();

    private Link(Socket near) {
      this.near = near;
    }

    private void open() {
      try {
        if (!awaitPassage(this, Direction.TO_TARGET)) {
          return;
        }
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        far.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), target.getPort()),
            CONNECT_MILLIS);
        start("from", () -> pump(far, near, Direction.FROM_TARGET));
        pump(near, far, Direction.TO_TARGET);
      } catch (IOException e) {
        reset(); // the target is not there
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void pump(Socket from, Socket to, Direction direction) {
      byte[] buffer = new byte[BUFFER];
      try {
        while (awaitPassage(this, direction)) {
          int count = from.getInputStream().read(buffer);
          if (count < 0) {
            break;
          }
          LockSupport.parkNanos(delay.toNanos());
          if (!awaitPassage(this, direction)) {
            return; // reset meanwhile
          }
          passed.get(direction).addAndGet(count);
          to.getOutputStream().write(buffer, 0, count);
        }
        to.shutdownOutput();
        if (from.isOutputShutdown()) {
          end();
        }
      } catch (IOException e) {
        reset();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void reset() {
      try {
        near.setSoLinger(true, 0);
        far.setSoLinger(true, 0);
      } catch (IOException e) {
        // closed already
      }
      end();
    }

    private void end() {
      synchronized (FaultProxy.this) {
        links.remove(this);
        FaultProxy.this.notifyAll();
      }
      closeQuietly(near);
      closeQuietly(far);
    }
  }
}
