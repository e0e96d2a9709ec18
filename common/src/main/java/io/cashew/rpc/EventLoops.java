package io.cashew.rpc;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.errorprone.annotations.ThreadSafe;
import io.cashew.lifecycle.Part;
import io.cashew.time.Lanes;
import io.cashew.time.Ticker;
import io.cashew.time.Timers;
import io.netty.channel.Channel;
import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SelectStrategyFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The threads that do all network work of a process: epoll where there is one, else NIO.
 *
 * <p>Nothing that runs on them may block. Loops are known by their index, 0 to {@link #count} - 1.
 */
@ThreadSafe
public final class EventLoops implements Lanes, Part {
  /** Netty's word for as many events of one look as there are. */
  private static final int ALL_AT_ONCE = 0;

  @SuppressWarnings("Immutable") // Netty's; thread-safe
  private final EventLoopGroup group;

  @SuppressWarnings("Immutable")
  private final ImmutableList<EventLoop> loops;

  @SuppressWarnings("Immutable")
  private final ImmutableList<Timers> timers;

  private EventLoops(EventLoopGroup group) {
    this.group = group;
    ImmutableList.Builder<EventLoop> all = ImmutableList.builder();
    for (EventExecutor loop : group) {
      all.add((EventLoop) loop);
    }
    this.loops = all.build();
    this.timers = loops.stream().map(LoopTimers::new).collect(ImmutableList.toImmutableList());
  }

  /** Starts loops whose threads carry the name, and sleep when there is nothing to do. */
  public static EventLoops start(String name, int count) {
    return start(name, count, Duration.ZERO);
  }

  /**
   * Starts loops whose threads carry the name.
   *
   * @param busyPoll how long a loop looks for more before it sleeps, where that has been worth it
   *     lately ({@link BusyPoll}); zero: not at all. Without epoll nothing is polled
   */
  public static EventLoops start(String name, int count, Duration busyPoll) {
    checkArgument(count > 0, "count: %s (expected: > 0)", count);
    IoHandlerFactory io =
        Epoll.isAvailable()
            ? EpollIoHandler.newFactory(ALL_AT_ONCE, waiting(busyPoll))
            : NioIoHandler.newFactory();
    return new EventLoops(
        new MultiThreadIoEventLoopGroup(
            count,
            new ThreadFactoryBuilder().setNameFormat(name + "-%d").setDaemon(true).build(),
            io));
  }

  private static SelectStrategyFactory waiting(Duration busyPoll) {
    return busyPoll.isZero()
        ? DefaultSelectStrategyFactory.INSTANCE
        : () -> new BusyPoll(busyPoll, Ticker.system(), Thread::yield);
  }

  @Override
  public int count() {
    return loops.size();
  }

  public EventLoop loop(int index) {
    return loops.get(index);
  }

  @Override
  public int current() {
    for (int i = 0; i < loops.size(); i++) {
      if (loops.get(i).inEventLoop()) {
        return i;
      }
    }
    return NONE;
  }

  @Override
  public Timers timers(int index) {
    return timers.get(index);
  }

  /** All of them, for channels that need not be pinned to one. */
  public EventLoopGroup group() {
    return group;
  }

  /** The kind of channel that these loops serve. */
  public Class<? extends Channel> channelType() {
    return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /** The kind of channel by which these loops listen. */
  public Class<? extends ServerChannel> serverChannelType() {
    return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** Ends the threads within about two seconds; channels still open are closed. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  /** Tasks of one loop. Those given after the loop has ended never run. */
  private record LoopTimers(EventLoop loop) implements Timers {
    private static final Timer NEVER = () -> {};

    @Override
    public Timer after(Duration delay, Runnable task) {
      try {
        ScheduledFuture<?> scheduled = loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
      } catch (RejectedExecutionException e) {
        return NEVER; // closed
      }
    }

    @Override
    public void soon(Runnable task) {
      try {
        loop.execute(task);
      } catch (RejectedExecutionException e) {
        // closed
      }
    }
  }
}
