package io.cashew.docs.rehearsal;

import java.util.LinkedHashMap;
import java.util.Map;

/** What is written otherwise than on the page, as ports that are free are not those of the page. */
public record Rewriting(Map<String, String> replacements) {
  public Rewriting {
    replacements = new LinkedHashMap<>(replacements);
  }

  /** The text with everything replaced; what comes first in the map is replaced first. */
  public String of(String text) {
    String rewritten = text;
    for (Map.Entry<String, String> replacement : replacements.entrySet()) {
      rewritten = rewritten.replace(replacement.getKey(), replacement.getValue());
    }
    return rewritten;
  }
}
