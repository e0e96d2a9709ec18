package io.cashew.cli;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Many keys of one group: as arguments, from a file, or both. */
final class KeyOptions {
  @Parameters(index = "0", paramLabel = "GROUP", description = "The group.")
  private String group = "";

  @Parameters(index = "1..*", arity = "0..*", paramLabel = "KEY", description = "The keys.")
  private List<String> arguments = new ArrayList<>();

  @Mixin private final LineSource source = new LineSource();
  @Mixin private final BytesOptions bytes = new BytesOptions();

  String group() {
    return group;
  }

  /** Each once, in the order first named; at least one. */
  List<ByteString> keys(Console console) {
    LinkedHashSet<ByteString> keys = new LinkedHashSet<>();
    arguments.stream().map(bytes::read).forEach(keys::add);
    keys.addAll(source.keys(console, bytes));
    if (keys.isEmpty()) {
      throw new UsageException("no key (expected: at least one KEY, or -f a file of some)");
    }
    return List.copyOf(keys);
  }
}
