package io.cashew.cli;

import com.google.protobuf.ByteString;
import io.cashew.config.CashewConfig;
import io.cashew.lifecycle.Part;
import io.cashew.local.LocalConfig;
import io.cashew.local.Processes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** Runs the command in this process and keeps what it wrote and what it would have started. */
final class Cli {
  final List<LocalConfig> locals = new ArrayList<>();
  final List<CashewConfig> proxies = new ArrayList<>();
  final List<CashewConfig> nodes = new ArrayList<>();
  private int closed;
  private byte[] in = new byte[0];

  /** What a run of the command left behind. */
  record Run(int exitCode, ByteString outBytes, String err) {
    String out() {
      return outBytes.toStringUtf8();
    }
  }

  Cli withInput(String text) {
    return withInput(ByteString.copyFromUtf8(text));
  }

  Cli withInput(ByteString bytes) {
    in = bytes.toByteArray();
    return this;
  }

  /** How many started processes were stopped. */
  int closed() {
    return closed;
  }

  /** The command with all its verbs, that reads nothing and writes nowhere. */
  CommandLine commandLine() {
    PrintStream nowhere = print(new ByteArrayOutputStream());
    Console console = new Console(new ByteArrayInputStream(in), nowhere, nowhere);
    return CashewCommand.commandLine(console, new Recorder(), Part::close);
  }

  Run run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console = new Console(new ByteArrayInputStream(in), print(out), print(err));
    int code = CashewCommand.commandLine(console, new Recorder(), Part::close).execute(arguments);
    return new Run(
        code, ByteString.copyFrom(out.toByteArray()), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private final class Recorder implements Processes {
    @Override
    public Part local(LocalConfig config) {
      locals.add(config);
      return () -> closed++;
    }

    @Override
    public Part proxy(CashewConfig config) {
      proxies.add(config);
      return () -> closed++;
    }

    @Override
    public Part node(CashewConfig config) {
      nodes.add(config);
      return () -> closed++;
    }
  }
}
