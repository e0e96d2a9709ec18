package io.cashew.docs.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page that can be done. Each block {@code console} has commands, after a {@code $}, and what
 * they print. Comments that no reader sees say what is special:
 *
 * <pre>
 * &lt;!-- terminal: NAME --&gt;  the command of the next block runs in a terminal of its own; the page
 *                           goes on when that has printed what is shown
 * &lt;!-- look: NAME --&gt;      the next block is what that terminal shows by now
 * &lt;!-- stop: NAME --&gt;      Ctrl-C there
 * &lt;!-- until --&gt;           the commands of the next block are repeated until they print what is shown
 * &lt;!-- file: PATH --&gt;      the next block is the text of a file
 * &lt;!-- needs: PROGRAM --&gt;  what follows is left out where that is not installed, to the next heading
 * </pre>
 */
public final class Page {
  private static final Pattern MARK = Pattern.compile("<!-- (\\w+)(?:: (.+?))? -->");
  private static final Pattern FENCE = Pattern.compile("```(\\w*).*");

  private final List<Step> steps = new ArrayList<>();
  private final List<String> lines;
  private String mark = "";
  private String subject = "";

  private Page(List<String> lines) {
    this.lines = lines;
  }

  /**
   * What a page says to do.
   *
   * @throws IllegalArgumentException if it is marked in a way that means nothing; names the line
   */
  public static List<Step> read(String text) {
    Page page = new Page(text.lines().toList());
    page.read();
    return List.copyOf(page.steps);
  }

  private void read() {
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher marked = MARK.matcher(line);
      Matcher fence = FENCE.matcher(line);
      if (marked.matches()) {
        mark(i + 1, marked.group(1), marked.group(2) == null ? "" : marked.group(2));
      } else if (fence.matches()) {
        int end = endOf(i);
        block(i + 2, fence.group(1), lines.subList(i + 1, end));
        i = end;
      } else if (line.startsWith("#")) {
        steps.add(new Step.Begin(i + 1, line));
      }
    }
    check(mark.isEmpty(), lines.size(), "no block follows the mark \"" + mark + "\"");
  }

  private void mark(int at, String word, String about) {
    check(mark.isEmpty(), at, "no block follows the mark \"" + mark + "\"");
    switch (word) {
      case "stop" -> steps.add(new Step.Stop(at, about));
      case "needs" -> steps.add(new Step.Need(at, List.of(about)));
      case "terminal", "look", "until", "file" -> {
        mark = word;
        subject = about;
      }
      default -> check(false, at, "no such mark: \"" + word + "\"");
    }
  }

  private int endOf(int begin) {
    for (int i = begin + 1; i < lines.size(); i++) {
      if (lines.get(i).equals("```")) {
        return i;
      }
    }
    throw new IllegalArgumentException("line %d: the block has no end".formatted(begin + 1));
  }

  private void block(int at, String language, List<String> text) {
    switch (mark) {
      case "file" -> steps.add(new Step.Write(at, subject, String.join("\n", text) + "\n"));
      case "look" -> steps.add(new Step.Look(at, subject, List.copyOf(text)));
      case "terminal" -> {
        List<Step.Command> commands = commands(at, text);
        check(commands.size() == 1, at, "a terminal has one command");
        steps.add(new Step.Open(at, subject, commands.get(0)));
      }
      default -> {
        if (language.equals("console")) {
          steps.add(new Step.Type(at, mark.equals("until"), commands(at, text)));
        }
      }
    }
    mark = "";
    subject = "";
  }

  /** A command may go on in the next line, after a backslash. */
  private static List<Step.Command> commands(int at, List<String> text) {
    check(!text.isEmpty() && text.get(0).startsWith("$ "), at, "a console begins with \"$ \"");
    List<Step.Command> commands = new ArrayList<>();
    for (int i = 0; i < text.size(); ) {
      int line = at + i;
      StringBuilder command = new StringBuilder(text.get(i++).substring(2));
      while (command.charAt(command.length() - 1) == '\\' && i < text.size()) {
        command.append('\n').append(text.get(i++));
      }
      int begin = i;
      while (i < text.size() && !text.get(i).startsWith("$ ")) {
        i++;
      }
      commands.add(new Step.Command(line, command.toString(), List.copyOf(text.subList(begin, i))));
    }
    return List.copyOf(commands);
  }

  private static void check(boolean good, int line, String message) {
    if (!good) {
      throw new IllegalArgumentException("line %d: %s".formatted(line, message));
    }
  }
}
