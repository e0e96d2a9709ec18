package io.cashew.cli;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "completion",
    header = "Print a script that completes verbs and options at the Tab key.",
    description = {
      "bash: source <(cashew completion bash)   in ~/.bashrc",
      "zsh:  source <(cashew completion zsh)    in ~/.zshrc"
    })
final class CompletionCommand implements Callable<Integer> {
  private static final String BASH = "bash";
  private static final String ZSH = "zsh";

  /** picocli's script is bash's, which zsh runs too once this is loaded. */
  private static final String FOR_ZSH = "autoload -U +X compinit && compinit";

  private final Console console;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "SHELL", description = "Whose script: bash or zsh.")
  private String shell = BASH;

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (!shell.equals(BASH) && !shell.equals(ZSH)) {
      throw new UsageException("completion %s (expected: bash or zsh)".formatted(shell));
    }
    if (shell.equals(ZSH)) {
      console.out().println(FOR_ZSH);
    }
    console.out().print(AutoComplete.bash("cashew", requireNonNull(spec).root().commandLine()));
    return ExitCode.OK.code();
  }
}
