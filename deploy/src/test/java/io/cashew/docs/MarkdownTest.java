package io.cashew.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MarkdownTest {
  @Test
  void headings_becomeAnchorsAsOnGitHub() {
    assertThat(
            read("# What it is, and isn't", "## `node.memory`", "### Same", "### Same").anchors())
        .containsExactlyInAnyOrder("what-it-is-and-isnt", "nodememory", "same", "same-1");
  }

  @Test
  void links_inTextCount_inBlocksNot() {
    Markdown page =
        read("see [a](a.md) and [b](b.md#c)", "```", "[d](d.md)", "# no heading", "```");

    assertThat(page.links())
        .containsExactly(new Markdown.Link(1, "a.md"), new Markdown.Link(1, "b.md#c"));
    assertThat(page.anchors()).isEmpty();
  }

  @Test
  void blocks_loseTheBlanksBeforeThem() {
    assertThat(read("1. first", "   ```yaml", "   a:", "     b: 1", "   ```", "`span`").blocks())
        .containsExactly(new Markdown.Block(2, "yaml", List.of("a:", "  b: 1")));
  }

  private static Markdown read(String... lines) {
    return Markdown.of(Path.of("page.md"), List.of(lines));
  }
}
