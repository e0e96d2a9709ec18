package io.cashew.doctor;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;

/**
 * What is wrong with a cluster.
 *
 * @param findings worst first
 * @param gaps what could not be looked at
 * @param checks how many were made
 * @param looked at whom: proxies and nodes that answered
 */
public record Diagnosis(
    ImmutableList<Finding> findings,
    ImmutableList<Gap> gaps,
    int checks,
    ImmutableList<String> looked) {

  /** What all checks find in a snapshot. */
  public static Diagnosis of(Snapshot snapshot) {
    return new Diagnosis(
        Checks.ALL.stream()
            .flatMap(check -> check.examine(snapshot).stream())
            .sorted(Comparator.comparing(Finding::severity)) // stable: then by the table
            .collect(toImmutableList()),
        snapshot.gaps(),
        Checks.ALL.size(),
        snapshot.everybody().stream().map(Snapshot.ProcessSight::name).collect(toImmutableList()));
  }

  /** Whether somebody has to do something. Notices are no problems. */
  public boolean isWell() {
    return findings.stream().allMatch(finding -> finding.severity() == Severity.NOTICE);
  }

  /** How many there are of a severity. */
  public long count(Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).count();
  }
}
