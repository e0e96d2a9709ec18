package io.cashew.docs.rehearsal;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Does a page, step by step, up to the first that does not go as the page says. */
public final class Rehearsal {
  private static final String OUT_OF_REACH = "OWNER_UNREACHABLE";
  private static final int TRIES = 5;

  private final Stage stage;
  private final Duration patience;
  private final Consumer<String> progress;
  private final Map<String, Stage.Terminal> terminals = new HashMap<>();
  private boolean leftOut;
  private int commands;

  /**
   * On a stage.
   *
   * @param patience how long what a step waits for may take
   * @param progress is told what is done, a line each
   */
  public Rehearsal(Stage stage, Duration patience, Consumer<String> progress) {
    this.stage = stage;
    this.patience = patience;
    this.progress = progress;
  }

  /** Something did not go as the page says. */
  public static final class Surprise extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Surprise(int line, String command, List<String> shown, List<String> printed) {
      super(
          "line %d: %s%n  the page shows:%n%s  it printed:%n%s"
              .formatted(line, command, indented(shown), indented(printed)));
    }

    private static String indented(List<String> lines) {
      StringBuilder text = new StringBuilder();
      lines.forEach(line -> text.append("    ").append(line).append('\n'));
      return text.toString();
    }
  }

  /**
   * Does all steps.
   *
   * @return how many commands were run
   * @throws Surprise at the first that does not go as the page says
   */
  public int run(List<Step> steps) throws IOException, InterruptedException {
    for (Step step : steps) {
      if (step instanceof Step.Begin begin) {
        leftOut = false;
        progress.accept(begin.heading());
      } else if (step instanceof Step.Need need) {
        need(need);
      } else if (!leftOut) {
        act(step);
      }
    }
    return commands;
  }

  private void need(Step.Need need) {
    for (String program : need.programs()) {
      if (!stage.has(program)) {
        leftOut = true;
        progress.accept("left out, for lack of " + program);
      }
    }
  }

  private void act(Step step) throws IOException, InterruptedException {
    if (step instanceof Step.Type type) {
      for (Step.Command command : type.commands()) {
        type(command, type.patient());
      }
    } else if (step instanceof Step.Open open) {
      progress.accept("  & " + open.command().text());
      commands++;
      terminals.put(open.terminal(), stage.open(open.command().text()));
      await(open.line(), open.command().text(), open.terminal(), open.command().shown());
    } else if (step instanceof Step.Look look) {
      progress.accept("  & " + look.terminal());
      await(look.line(), look.terminal(), look.terminal(), look.shown());
    } else if (step instanceof Step.Stop stop) {
      terminal(stop.line(), stop.terminal()).stop();
    } else if (step instanceof Step.Write write) {
      progress.accept("  > " + write.path());
      stage.write(write.path(), write.text());
    }
  }

  private void type(Step.Command command, boolean patient)
      throws IOException, InterruptedException {
    progress.accept("  $ " + command.text());
    commands++;
    long begin = System.nanoTime();
    List<String> printed = stage.run(command.text());
    int unreached = 0;
    while (!Likeness.of(command.shown(), printed)) {
      boolean again = patient ? !isOver(begin) : isOutOfReach(printed) && ++unreached < TRIES;
      if (!again) {
        throw new Surprise(command.line(), command.text(), command.shown(), printed);
      }
      stage.pause();
      printed = stage.run(command.text());
    }
  }

  /** Of a machine that is too busy to connect in time: a reader would type it again. */
  private static boolean isOutOfReach(List<String> printed) {
    return printed.stream().anyMatch(line -> line.contains(OUT_OF_REACH));
  }

  private void await(int line, String what, String name, List<String> shown)
      throws InterruptedException {
    Stage.Terminal terminal = terminal(line, name);
    long begin = System.nanoTime();
    boolean running = true;
    while (!Likeness.of(shown, terminal.printed())) {
      if (!running || isOver(begin)) {
        throw new Surprise(line, what, shown, terminal.printed());
      }
      running =
          terminal.isRunning(); // and then once more: it may have printed its last line just now
      stage.pause();
    }
  }

  private Stage.Terminal terminal(int line, String name) {
    Stage.Terminal terminal = terminals.get(name);
    if (terminal == null) {
      throw new IllegalArgumentException("line %d: no terminal is named %s".formatted(line, name));
    }
    return terminal;
  }

  private boolean isOver(long begin) {
    return System.nanoTime() - begin > patience.toNanos();
  }
}
