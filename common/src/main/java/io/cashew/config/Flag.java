package io.cashew.config;

import static com.google.common.base.Preconditions.checkNotNull;

/**
 * A setting given on the command line.
 *
 * @param name as typed: {@code --listen}
 * @param path of the setting it stands for: {@code node.listen}
 */
public record Flag(String name, String path, String text) {
  public Flag {
    checkNotNull(name, "name");
    checkNotNull(path, "path");
    checkNotNull(text, "text");
  }
}
