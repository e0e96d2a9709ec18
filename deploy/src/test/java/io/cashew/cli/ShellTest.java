package io.cashew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cashew.client.FakeProxy;
import io.cashew.lifecycle.Part;
import io.cashew.local.RealProcesses;
import io.cashew.v1.Group;
import io.cashew.v1.ListGroupsReply;
import io.cashew.v1.ListNodesReply;
import io.cashew.v1.Node;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ShellTest {
  private static FakeProxy proxy;
  @TempDir Path directory;
  private final Cli cli = new Cli();

  @BeforeAll
  static void start() {
    proxy = FakeProxy.start();
    proxy.answerNodes(
        ListNodesReply.newBuilder()
            .addNodes(Node.newBuilder().setId("n1").setAddress("a:1").setRegistered(true))
            .build());
    proxy.answerGroups(
        ListGroupsReply.newBuilder().addGroups(Group.newBuilder().setName("scores")).build());
  }

  @BeforeEach
  void fill() {
    proxy.cache().put("scores", "Tom", "630");
    proxy.cache().put("scores", "two words", "2");
  }

  @AfterAll
  static void stop() {
    proxy.close();
  }

  @Test
  void script_runsVerbsWithTheKeptOptions() {
    Cli.Run run =
        script(
            """
            # a comment, and an empty line

            nodes -o raw
            get scores "two words"
            set scores Tom 640
            get scores Tom
            """);

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("n1\n2\nstored, version ").endsWith("\n640\n");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void use_leavesOutTheGroupUntilItIsTakenBack() {
    Cli.Run run =
        script(
            """
            use scores
            get Tom
            mget Tom --json
            nodes -o raw
            use
            get scores Tom
            """);

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("630\n{").endsWith("n1\n630\n");
  }

  @Test
  void script_endsAtTheFirstFailureAndNamesItsLine() {
    Cli.Run run = script("nodes -o raw\n\nget nope Tom\nnodes -o raw\n");

    assertThat(run.out()).isEqualTo("n1\n");
    assertThat(run.err())
        .isEqualTo(
            """
            cashew: line 3: there is no group "nope" (GROUP_UNKNOWN)
            try: 'cashew groups' lists the groups there are
            """);
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void script_thatKeepsGoing_exitsAsTheFirstFailureDid() {
    cli.withInput("get scores Nobody\nnodez\nnodes -o raw\nexit\nnodes -o raw\n");
    Cli.Run run = run("shell", "--keep-going");

    assertThat(run.out()).isEqualTo("n1\n");
    assertThat(run.err())
        .startsWith(
            "cashew: line 1: scores has no key Nobody\ncashew: line 2: no such verb: nodez");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void lineWithAnOpenQuote_isRefused() {
    Cli.Run run = script("get scores \"Tom\n");

    assertThat(run.err()).isEqualTo("cashew: line 1: a quote is not closed: get scores \"Tom\n");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void verbsThatRunOn_areRefused() {
    for (String verb : List.of("shell", "local", "proxy", "node")) {
      assertThat(script(verb + "\n").err())
          .isEqualTo(
              "cashew: line 1: %s does not run in a shell (expected: another verb)\n"
                  .formatted(verb));
    }
    assertThat(script("node drain --help\n").exitCode()).isZero();
  }

  @Test
  void set_fromStandardInput_takesNothingOfTheScript() {
    Cli.Run run = script("set scores empty -\nnodes -o raw\n");

    assertThat(run.out()).endsWith("n1\n");
    assertThat(proxy.cache().valueOf("scores", "empty")).isEmpty();
  }

  @Test
  void prompt_runsLinesUntilTheEnd_andRemembersThem() throws IOException {
    Path history = directory.resolve("history");
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    prompt("use scores\nget Tom\nget Nobody\nexit\nnodes\n", out, history);

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("630\n", "cashew: scores has no key Nobody\n")
        .doesNotContain("ADDRESS");
    assertThat(Files.readString(history)).contains("get Tom");
  }

  @Test
  void prompt_atTheEndOfItsInput_ends() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    prompt("nodes -o raw\n", out, directory.resolve("history"));

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("n1\n");
  }

  @Test
  void completion_offersVerbsOptionsFormatsAndGroups() {
    Session session = session();
    ShellCompleter completer = new ShellCompleter(session, console(new ByteArrayOutputStream()));

    assertThat(completer.candidates(List.of(), "")).contains("get", "groups", "use", "exit");
    assertThat(completer.candidates(List.of("groups"), "")).contains("create", "drop");
    assertThat(completer.candidates(List.of("get"), "--")).contains("--explain", "--proxy");
    assertThat(completer.candidates(List.of("nodes", "-o"), "")).contains("yaml", "csv");
    assertThat(completer.candidates(List.of("get"), "")).containsExactly("scores");
    assertThat(completer.candidates(List.of("use"), "")).containsExactly("scores");
  }

  @Test
  void stateDirectory_isWhereItIsSaid() {
    Optional<Path> said = StateDirectory.file(directory.resolve("state").toString(), "/x", "f");
    Optional<Path> home = StateDirectory.file(null, directory.toString(), "f");

    assertThat(said).contains(directory.resolve("state/cashew/f"));
    assertThat(home).contains(directory.resolve(".local/state/cashew/f"));
  }

  private void prompt(String typed, ByteArrayOutputStream out, Path history) throws IOException {
    ByteArrayInputStream keys = new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8));
    try (Terminal terminal = new DumbTerminal(keys, new ByteArrayOutputStream())) {
      new Prompt(session(), console(out), terminal, Optional.of(history)).run();
    }
  }

  private static Session session() {
    return new Session(
        console -> CashewCommand.commandLine(console, new RealProcesses(), Part::close),
        Map.of("--proxy", proxy.address().toString(), "--admin", proxy.address().toString()));
  }

  private static Console console(ByteArrayOutputStream out) {
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new Console(new ByteArrayInputStream(new byte[0]), stream, stream);
  }

  private Cli.Run script(String lines) {
    cli.withInput(lines);
    return run("shell");
  }

  private Cli.Run run(String... arguments) {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--proxy=" + proxy.address();
    all[arguments.length + 1] = "--admin=" + proxy.address();
    return cli.run(all);
  }
}
