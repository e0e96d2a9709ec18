package io.cashew.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import io.cashew.client.AdminClient;
import io.cashew.v1.ScanGroupReply;
import io.cashew.v1.ScanGroupRequest;
import io.cashew.v1.ScannedEntry;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "export",
    header = "Write down what a group has in memory.",
    description =
        "A line of JSON for each entry: key and value (key_base64, value_base64 where bytes are no"
            + " text), ttl_ms (what it has left; 0: it never expires) and version. Counts as no use"
            + " of the entries and loads nothing. Every key is there that was in memory all the"
            + " while; a few may be there twice. Exits with 5 if partitions moved meanwhile: then"
            + " keys may be missing.")
final class ExportCommand implements Callable<Integer> {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
  private static final String STANDARD_OUTPUT = "-";

  private final Console console;

  @Mixin private final AdminOptions admin = new AdminOptions();

  @Parameters(index = "0", paramLabel = "GROUP", description = "The group.")
  private String group = "";

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Where to write; it is there when all is written. Default: standard output.")
  private String file = STANDARD_OUTPUT;

  @Option(
      names = "--keys",
      description = "Only keys, for 'cashew warm --jsonl': no values go over the network.")
  private boolean keysOnly;

  private long entries;
  private long epoch;
  private boolean moved;

  ExportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Milestones milestones = new Milestones(console.err(), OptionalLong.empty(), "entries");
    try (AdminClient client = admin.connect()) {
      if (file.equals(STANDARD_OUTPUT)) {
        write(client, console.out(), milestones);
        console.out().flush();
      } else {
        writeFile(client, milestones);
      }
    } catch (IOException | InvalidPathException e) {
      throw new UsageException("%s cannot be written: %s".formatted(file, e));
    } finally {
      milestones.over();
    }
    console.err().printf("cashew: %,d %s%n", entries, entries == 1 ? "entry" : "entries");
    if (!moved) {
      return ExitCode.OK.code();
    }
    console
        .err()
        .println(
            "cashew: partitions moved meanwhile: keys may be missing\n"
                + "try: again when 'cashew ring plan' has nothing left to move");
    return ExitCode.PARTIAL.code();
  }

  private void writeFile(AdminClient client, Milestones milestones) throws IOException {
    Path whole = Path.of(file);
    Path part = Path.of(file + ".part");
    try {
      try (PrintStream out =
          new PrintStream(
              new BufferedOutputStream(Files.newOutputStream(part)),
              false,
              StandardCharsets.UTF_8)) {
        write(client, out, milestones);
        if (out.checkError()) {
          throw new IOException("the disk is full, or the file was taken away");
        }
      }
      Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      boolean unused = Files.deleteIfExists(part);
    }
  }

  private void write(AdminClient client, PrintStream out, Milestones milestones) {
    ByteString cursor = ByteString.EMPTY;
    do {
      ScanGroupReply page =
          Await.answer(
              client.scan(
                  ScanGroupRequest.newBuilder()
                      .setGroup(group)
                      .setCursor(cursor)
                      .setWithoutValues(keysOnly)
                      .build()));
      page.getEntriesList().forEach(entry -> out.print(line(entry)));
      note(page);
      milestones.passed(page.getEntriesCount());
      cursor = page.getCursor();
    } while (!cursor.isEmpty());
  }

  private void note(ScanGroupReply page) {
    moved |= page.getMoving() || (epoch != 0 && page.getEpoch() != epoch);
    epoch = page.getEpoch();
    entries += page.getEntriesCount();
  }

  private String line(ScannedEntry entry) {
    JsonObject object = new JsonObject();
    Bytes.add(object, "key", entry.getKey());
    if (!keysOnly) {
      Bytes.add(object, "value", entry.getValue());
      object.addProperty("ttl_ms", entry.getTtlLeftMs());
      object.addProperty("version", Long.toUnsignedString(entry.getVersion()));
    }
    return GSON.toJson(object) + "\n";
  }
}
