package io.cashew.overload;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "SlowReaders")
final class SlowReaders implements Callable<Integer> {
  @Override
  public Integer call() {
    return 0;
  }
}
