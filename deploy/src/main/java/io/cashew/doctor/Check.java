package io.cashew.doctor;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;

/**
 * One thing that may be wrong, and how it is told.
 *
 * @param id for programs: lower case, with dashes
 * @param wrong what is wrong, in a sentence without a stop; {@value #SUBJECT} is what it is wrong
 *     with
 * @param threshold from when on, and why not sooner
 * @param fix what to do; {@value #SUBJECT} as above
 * @param runbook a section of docs/runbooks.md that says more; empty: none does
 * @param look finds it
 */
public record Check(
    String id,
    Severity severity,
    String wrong,
    String threshold,
    String fix,
    String runbook,
    Look look) {
  /** Stands for a node, a proxy, a group: whatever a check finds something wrong with. */
  static final String SUBJECT = "NAME";

  private static final String RUNBOOKS = "docs/runbooks.md#";

  /** Looks for one fault. Pure. */
  @FunctionalInterface
  public interface Look {
    void at(Snapshot snapshot, Report report);
  }

  /** Told of each place where the fault is. */
  @FunctionalInterface
  public interface Report {
    /** {@code subject} may be empty; {@code evidence}: how it is known, in figures. */
    void found(String subject, String evidence);
  }

  public Check {
    checkArgument(id.matches("[a-z]+(-[a-z]+)*"), "id: %s", id);
  }

  Check(String id, Severity severity, String wrong, String threshold, String fix, Look look) {
    this(id, severity, wrong, threshold, fix, "", look);
  }

  /** What it finds. */
  public ImmutableList<Finding> examine(Snapshot snapshot) {
    List<Finding> findings = new ArrayList<>();
    look.at(
        snapshot,
        (subject, evidence) ->
            findings.add(
                new Finding(
                    id,
                    severity,
                    subject,
                    about(wrong, subject),
                    evidence,
                    about(fix, subject),
                    runbook.isEmpty() ? "" : RUNBOOKS + runbook)));
    return ImmutableList.copyOf(findings);
  }

  private static String about(String text, String subject) {
    return subject.isEmpty() ? text : text.replace(SUBJECT, subject);
  }
}
