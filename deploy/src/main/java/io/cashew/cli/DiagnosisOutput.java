package io.cashew.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cashew.doctor.Diagnosis;
import io.cashew.doctor.Finding;
import io.cashew.doctor.Gap;
import io.cashew.doctor.Severity;
import java.util.ArrayList;
import java.util.List;

/** A diagnosis for people and programs. */
final class DiagnosisOutput {
  private DiagnosisOutput() {}

  /** Lines end alike everywhere: the text is taken to other machines. */
  static String text(Diagnosis diagnosis) {
    StringBuilder text = new StringBuilder();
    diagnosis.findings().forEach(finding -> text.append(text(finding)).append('\n'));
    diagnosis.gaps().forEach(gap -> text.append(text(gap)).append('\n'));
    return text.append(summary(diagnosis)).append('\n').toString();
  }

  private static String text(Finding finding) {
    String text =
        """
        %-8s  %s  (%s)
          seen    %s
          do      %s
        """
            .formatted(
                finding.severity().name(),
                finding.what(),
                finding.check(),
                finding.evidence(),
                finding.fix());
    return finding.runbook().isEmpty() ? text : text + "  more    " + finding.runbook() + "\n";
  }

  private static String text(Gap gap) {
    return """
        UNKNOWN   %s
          why     %s
        """
        .formatted(gap.what(), gap.why());
  }

  private static String summary(Diagnosis diagnosis) {
    if (diagnosis.looked().isEmpty()) {
      return "Nobody answers.";
    }
    List<String> counts = new ArrayList<>();
    for (Severity severity : Severity.values()) {
      if (diagnosis.count(severity) > 0) {
        counts.add("%d %s".formatted(diagnosis.count(severity), severity.label()));
      }
    }
    return "%s: %d checks of %s."
        .formatted(
            counts.isEmpty() ? "All is well" : String.join(", ", counts),
            diagnosis.checks(),
            String.join(", ", diagnosis.looked()));
  }

  static JsonObject json(Diagnosis diagnosis) {
    JsonArray findings = new JsonArray();
    for (Finding finding : diagnosis.findings()) {
      JsonObject object = new JsonObject();
      object.addProperty("check", finding.check());
      object.addProperty("severity", finding.severity().label());
      object.addProperty("subject", finding.subject());
      object.addProperty("what", finding.what());
      object.addProperty("evidence", finding.evidence());
      object.addProperty("fix", finding.fix());
      object.addProperty("runbook", finding.runbook());
      findings.add(object);
    }
    JsonArray gaps = new JsonArray();
    for (Gap gap : diagnosis.gaps()) {
      JsonObject object = new JsonObject();
      object.addProperty("what", gap.what());
      object.addProperty("why", gap.why());
      gaps.add(object);
    }
    JsonArray looked = new JsonArray();
    diagnosis.looked().forEach(looked::add);
    JsonObject object = new JsonObject();
    object.addProperty("well", diagnosis.isWell() && !diagnosis.looked().isEmpty());
    object.add("findings", findings);
    object.add("unknown", gaps);
    object.addProperty("checks", diagnosis.checks());
    object.add("looked_at", looked);
    return object;
  }
}
