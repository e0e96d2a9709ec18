package io.cashew.config;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What every setting is: {@code cashew config explain} and the tables of the documentation are made
 * from it. Immutable.
 */
public final class Descriptions {
  private static final String RESOURCE = "settings.tsv";
  private static final String HEADING = "| setting | default | meaning |";

  private final ImmutableList<Description> all;

  private Descriptions(List<Description> all) {
    this.all = ImmutableList.copyOf(all);
  }

  /** Reads those that come along. */
  public static Descriptions read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                requireNonNull(Descriptions.class.getResourceAsStream(RESOURCE)),
                StandardCharsets.UTF_8))) {
      return new Descriptions(lines.lines().map(Descriptions::parse).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Description parse(String line) {
    List<String> cells = Splitter.on('\t').splitToList(line);
    return new Description(cells.get(0), cells.get(1), cells.get(2), cells.get(3));
  }

  /** In the order of the documentation. */
  public ImmutableList<Description> all() {
    return all;
  }

  /**
   * What a setting is, once for each kind of source that has it: {@code node.drain}, {@code
   * groups.scores.ttl} or {@code groups.NAME.ttl}. Empty: there is none.
   */
  public List<Description> of(String path) {
    return all.stream().filter(each -> each.isOf(path)).toList();
  }

  /** Those below a path, such as {@code proxy.limits}. */
  public List<Description> under(String path) {
    return all.stream()
        .filter(each -> each.paths().stream().anyMatch(one -> one.startsWith(path + ".")))
        .toList();
  }

  /** A page of the documentation, its tables of settings written anew, in their order. */
  public String into(String page) {
    List<String> tables = all.stream().map(Description::table).distinct().toList();
    List<String> written = new ArrayList<>();
    boolean inTable = false;
    int table = 0;
    for (String line : Splitter.on('\n').split(page)) {
      if (line.equals(HEADING)) {
        inTable = true;
        written.add(line);
        written.add("|---|---|---|");
        String named = tables.get(table++);
        all.stream()
            .filter(each -> each.table().equals(named))
            .forEach(each -> written.add(row(each)));
      } else if (!inTable || !line.startsWith("|")) {
        inTable = false;
        written.add(line);
      }
    }
    return String.join("\n", written);
  }

  private static String row(Description each) {
    String byDefault = each.byDefault().isEmpty() ? " " : " " + each.byDefault() + " ";
    return "| %s |%s| %s |".formatted(each.settings(), byDefault, each.meaning());
  }
}
