package io.cashew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.docs.Markdown;
import io.cashew.local.RealProcesses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Every verb and option that the documentation names is there. */
final class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** Of the shell, with what is typed there. */
  private static final Pattern PROMPT = Pattern.compile("cashew \\S+> .*");

  private static final Pattern COMMAND =
      Pattern.compile("^\\s*(?:\\$ )?(?:\\./)?cashew +([a-z].*)");
  private static final Pattern COMMENT = Pattern.compile("( #|   ).*");
  private static final Pattern WORD = Pattern.compile("--[a-z][a-z-]*|[^\\s\\[\\]|]+");

  private final CommandLine cashew =
      CashewCommand.commandLine(Console.standard(), new RealProcesses(), part -> {});

  @Test
  void commands_ofAllPages_areUnderstood() throws IOException {
    Set<String> wrong = new TreeSet<>();
    int commands = 0;
    for (Markdown page : Markdown.all(ROOT).values()) {
      for (String text : code(page)) {
        Matcher command = COMMAND.matcher(text);
        if (command.matches()) {
          commands++;
          mistake(command.group(1))
              .ifPresent(what -> wrong.add(ROOT.relativize(page.path()) + ": " + what));
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(commands).isGreaterThan(50);
  }

  @ParameterizedTest
  @CsvSource({
    "gett scores Tom, no verb gett",
    "get scores Tom --explian, get has no --explian",
    "ring plann, ring has no plann",
    "node drain n1 --when-empty, drain has no --when-empty"
  })
  void mistake_isFound(String command, String what) {
    assertThat(mistake(command)).hasValue(what);
  }

  /** Lines of blocks, each with those that it goes on in, and what stands between backticks. */
  private static List<String> code(Markdown page) {
    List<String> code = new ArrayList<>();
    page.spans().forEach(span -> code.add(span.text()));
    page.blocks()
        .forEach(
            block ->
                String.join("\n", block.lines())
                    .replace("\\\n", " ")
                    .lines()
                    .filter(line -> !PROMPT.matcher(line).matches())
                    .forEach(code::add));
    return code;
  }

  private Optional<String> mistake(String command) {
    CommandLine verb = cashew;
    boolean named = false;
    Matcher word = WORD.matcher(withoutComment(command));
    while (word.find()) {
      String text = word.group();
      CommandLine deeper = verb.getSubcommands().get(text);
      if (text.startsWith("--")) {
        if (verb.getCommandSpec().findOption(text) == null) {
          return Optional.of("%s has no %s".formatted(verb.getCommandName(), text));
        }
        named = true;
      } else if (deeper != null && !named) {
        verb = deeper;
      } else if (verb == cashew) {
        return Optional.of("no verb " + text);
      } else if (!named && hasOnlyVerbs(verb)) {
        return Optional.of("%s has no %s".formatted(verb.getCommandName(), text));
      } else {
        named = true; // arguments and options have begun
      }
    }
    return Optional.empty();
  }

  /** Such as {@code ring}, which takes no arguments. */
  private static boolean hasOnlyVerbs(CommandLine verb) {
    return !verb.getSubcommands().isEmpty()
        && verb.getCommandSpec().positionalParameters().isEmpty();
  }

  /** What a command does stands behind it, after a {@code #} or some blanks. */
  private static String withoutComment(String command) {
    return COMMENT.matcher(command).replaceFirst("");
  }
}
