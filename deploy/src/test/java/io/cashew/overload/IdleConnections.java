package io.cashew.overload;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "IdleConnections")
final class IdleConnections implements Callable<Integer> {
  @Override
  public Integer call() {
    return 0;
  }
}
