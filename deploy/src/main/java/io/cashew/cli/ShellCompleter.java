package io.cashew.cli;

import static java.util.Objects.requireNonNull;

import com.google.common.net.HostAndPort;
import io.cashew.client.AdminClient;
import io.cashew.status.CashewException;
import io.cashew.v1.Group;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What may stand where the Tab key was pressed: verbs, options, what options may say, groups. */
final class ShellCompleter implements Completer {
  private static final Set<String> OWN = Set.of("use", "exit");

  private final Session session;
  private final Console console;

  ShellCompleter(Session session, Console console) {
    this.session = session;
    this.console = console;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    List<String> before = line.words().subList(0, line.wordIndex());
    candidates(before, line.word()).forEach(word -> candidates.add(new Candidate(word)));
  }

  /** All that may stand after these words; the reader picks those that begin as the word does. */
  Set<String> candidates(List<String> before, String word) {
    Set<String> found = new TreeSet<>();
    if (before.equals(List.of("use"))) {
      found.addAll(groups());
      return found;
    }
    CommandLine verb = session.commandLine(console);
    int depth = 0;
    while (depth < before.size() && verb.getSubcommands().containsKey(before.get(depth))) {
      verb = requireNonNull(verb.getSubcommands().get(before.get(depth)));
      depth++;
    }
    OptionSpec asked =
        before.isEmpty()
            ? null
            : verb.getCommandSpec().optionsMap().get(before.get(before.size() - 1));
    if (asked != null && asked.completionCandidates() != null) {
      StreamSupport.stream(asked.completionCandidates().spliterator(), false).forEach(found::add);
    } else if (word.startsWith("-")) {
      found.addAll(verb.getCommandSpec().optionsMap().keySet());
    } else if (depth == before.size()) {
      found.addAll(verb.getSubcommands().keySet());
      if (depth == 0) {
        found.addAll(OWN);
      } else if (session.group().isEmpty() && Session.isAboutAGroup(verb)) {
        found.addAll(groups());
      }
    }
    return found;
  }

  /** None if nobody is there to tell them soon. */
  private List<String> groups() {
    try (AdminClient client =
        AdminClient.connect(HostAndPort.fromString(session.admin()), Duration.ofSeconds(2))) {
      return Await.answer(client.groups()).getGroupsList().stream().map(Group::getName).toList();
    } catch (CashewException | IllegalArgumentException e) {
      return List.of();
    }
  }
}
