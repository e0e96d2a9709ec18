package io.cashew.config;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads a YAML file into a {@link Tree}. The only class that knows YAML.
 *
 * <p>A file that cannot be read at all ends the reading; a name given twice is one problem among
 * others, and the first one counts.
 */
final class YamlFile {
  private final String name;
  private final Problems problems;

  YamlFile(Path file, Problems problems) {
    this.name = file.toString();
    this.problems = problems;
  }

  /** Throws {@link ConfigException} if the file is out of reach or not YAML. */
  Tree.Section read(Path file) {
    return parse(contentsOf(file));
  }

  private String contentsOf(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw unusable(Place.file(name), "is a directory (expected: a YAML file)");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw unusable(Place.file(name), "no such file");
    } catch (AccessDeniedException e) {
      throw unusable(Place.file(name), "may not be read by this user: permission denied");
    } catch (CharacterCodingException e) {
      throw unusable(Place.file(name), "is not text in UTF-8 (expected: a YAML file)");
    } catch (IOException e) {
      throw unusable(Place.file(name), "cannot be read: " + e.getMessage());
    }
  }

  private Tree.Section parse(String contents) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(0); // a tree, so that each setting has one line
    options.setNestingDepthLimit(20);
    Node root;
    try (Reader reader = new StringReader(contents)) {
      root = new Yaml(options).compose(reader);
    } catch (MarkedYAMLException e) {
      throw unusable(placeOf(e.getProblemMark()), "malformed YAML: " + oneLine(e.getProblem()));
    } catch (YAMLException | IOException e) {
      throw unusable(Place.file(name), "malformed YAML: " + oneLine(e.getMessage()));
    }
    if (root == null || root.getTag().equals(Tag.NULL)) {
      return new Tree.Section(0, Map.of());
    }
    if (!(root instanceof MappingNode mapping)) {
      throw unusable(
          Place.line(name, lineOf(root)),
          "malformed: expected settings, such as \"cluster: demo\"");
    }
    return section(mapping, 0, "");
  }

  private Tree tree(Node node, int line, String path) {
    if (node instanceof MappingNode mapping) {
      return section(mapping, line, path);
    }
    if (node instanceof SequenceNode sequence) {
      List<Tree> items = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        items.add(tree(item, lineOf(item), path));
      }
      return new Tree.Items(line, List.copyOf(items));
    }
    if (node.getTag().equals(Tag.NULL)) {
      return new Tree.Nothing(line);
    }
    return new Tree.Text(line, ((ScalarNode) node).getValue());
  }

  private Tree.Section section(MappingNode mapping, int line, String path) {
    Map<String, Tree> parts = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Node key = tuple.getKeyNode();
      if (!(key instanceof ScalarNode scalar)) {
        problems.add(Place.line(name, lineOf(key)), "malformed: a setting's name must be text");
        continue;
      }
      String part = path.isEmpty() ? scalar.getValue() : path + "." + scalar.getValue();
      Tree first = parts.get(scalar.getValue());
      if (first != null) {
        problems.add(
            Place.line(name, lineOf(key)),
            "%s: given twice, first in line %d; keep one".formatted(part, first.line()));
        continue;
      }
      parts.put(scalar.getValue(), tree(tuple.getValueNode(), lineOf(key), part));
    }
    return new Tree.Section(line, parts);
  }

  private Place placeOf(@Nullable Mark mark) {
    return mark == null ? Place.file(name) : Place.line(name, mark.getLine() + 1);
  }

  private static int lineOf(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private static String oneLine(@Nullable String text) {
    return String.valueOf(text).replaceAll("\\s*\\R\\s*", " ");
  }

  private static ConfigException unusable(Place place, String message) {
    return new ConfigException(List.of(new Problem(place, message)));
  }
}
