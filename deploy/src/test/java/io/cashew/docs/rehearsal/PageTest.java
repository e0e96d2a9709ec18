package io.cashew.docs.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PageTest {
  @Test
  void read_console_hasCommandsAndWhatTheyPrint() {
    List<Step> steps =
        Page.read(
            """
            # Title
            ```console
            $ first
            one
            two
            $ second \\
                goes on
            ```
            """);

    assertThat(steps)
        .containsExactly(
            new Step.Begin(1, "# Title"),
            new Step.Type(
                3,
                false,
                List.of(
                    new Step.Command(3, "first", List.of("one", "two")),
                    new Step.Command(6, "second \\\n    goes on", List.of()))));
  }

  @Test
  void read_marks_saySpecialThings() {
    List<Step> steps =
        Page.read(
            """
            <!-- needs: psql -->
            <!-- terminal: load -->
            ```console
            $ run
            up
            ```
            <!-- until -->
            ```console
            $ ask
            ```
            <!-- look: load -->
            ```text
            up
            done
            ```
            <!-- stop: load -->
            <!-- file: a/b.yaml -->
            ```yaml
            a: 1
            ```
            """);

    assertThat(steps)
        .containsExactly(
            new Step.Need(1, List.of("psql")),
            new Step.Open(4, "load", new Step.Command(4, "run", List.of("up"))),
            new Step.Type(9, true, List.of(new Step.Command(9, "ask", List.of()))),
            new Step.Look(13, "load", List.of("up", "done")),
            new Step.Stop(16, "load"),
            new Step.Write(19, "a/b.yaml", "a: 1\n"));
  }

  @Test
  void read_otherBlocks_areForReadersAlone() {
    assertThat(Page.read("```yaml\na: 1\n```\n```\n$ not run\n```\n")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "```console\n$ no end\n",
        "```console\nno command\n```",
        "<!-- until -->\n",
        "<!-- until -->\n<!-- until -->\n```console\n$ a\n```",
        "<!-- whenever -->",
        "<!-- terminal: a -->\n```console\n$ a\n$ b\n```"
      })
  void read_pageThatMeansNothing_isRefusedWithTheLine(String page) {
    assertThatThrownBy(() -> Page.read(page))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line ");
  }
}
