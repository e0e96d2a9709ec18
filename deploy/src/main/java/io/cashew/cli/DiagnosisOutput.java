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

  static String text(Diagnosis diagnosis) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : diagnosis.findings()) {
      line(text, "%-8s  %s  (%s)", finding.severity().name(), finding.what(), finding.check());
      line(text, "  seen    %s", finding.evidence());
      line(text, "  do      %s", finding.fix());
      if (!finding.runbook().isEmpty()) {
        line(text, "  more    %s", finding.runbook());
      }
      line(text, "");
    }
    for (Gap gap : diagnosis.gaps()) {
      line(text, "UNKNOWN   %s", gap.what());
      line(text, "  why     %s", gap.why());
      line(text, "");
    }
    line(text, "%s", summary(diagnosis));
    return text.toString();
  }

  /** Lines end alike everywhere: the text is taken to other machines. */
  private static void line(StringBuilder text, String format, Object... arguments) {
    text.append(format.formatted(arguments)).append('\n');
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
