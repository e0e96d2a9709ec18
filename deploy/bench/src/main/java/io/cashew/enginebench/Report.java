package io.cashew.enginebench;

/** What a benchmark found, held against its bars. Printed as it goes. Confined to one thread. */
public final class Report {
  private final Table verdicts = new Table("", "figure", "bar", "");
  private boolean missed;

  /** Begins a report. */
  public Report(String title) {
    System.out.printf("%n%s%n", title);
  }

  /** Prints what the figures depend on, or how they came about. */
  public void say(String line) {
    System.out.println("  " + line);
    System.out.flush();
  }

  /** Prints a table of figures. */
  public void print(Table table) {
    System.out.printf("%n%s%n", table);
    System.out.flush();
  }

  /** Holds a figure against a bar. */
  public void judge(String what, double figure, Bar bar) {
    boolean met = bar.isMetBy(figure);
    missed |= !met;
    verdicts.row(what, Figures.text(figure), bar.toString(), met ? "ok" : "MISSED");
  }

  /** Notes a figure that has no bar. */
  public void note(String what, double figure) {
    verdicts.row(what, Figures.text(figure), "", "");
  }

  /** Notes that something could not be measured, and is neither met nor missed. */
  public void skip(String what, String because) {
    System.err.printf("  SKIPPED: %s: %s%n", what, because);
    verdicts.row(what, "-", "", "SKIPPED");
  }

  /** Prints all verdicts; returns the exit code, 1 if a bar was missed. */
  public int finish() {
    print(verdicts);
    return missed ? 1 : 0;
  }
}
