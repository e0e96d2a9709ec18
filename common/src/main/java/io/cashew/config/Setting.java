package io.cashew.config;

import java.util.Optional;

/**
 * A setting that a process looked for.
 *
 * @param text as it was written, references not followed; empty: nobody said anything
 * @param place where; there if the text is
 */
public record Setting(String path, Optional<String> text, Optional<Place> place) {}
