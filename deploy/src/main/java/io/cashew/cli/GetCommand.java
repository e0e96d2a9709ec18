package io.cashew.cli;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import io.cashew.client.Answer;
import io.cashew.client.CashewClient;
import io.cashew.client.Result;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Outcome;
import io.cashew.status.CashewException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "get",
    header = "Print the value of a key.",
    description =
        "The value comes from memory or, if it is not there, from the group's source. Exits with 1"
            + " if the source has no such key, or by --no-load and --peek if it is not in memory.")
final class GetCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final CacheOptions cache = new CacheOptions();
  @Mixin private final ReachOptions reach = new ReachOptions();
  @Mixin private final BytesOptions bytes = new BytesOptions();
  @Mixin private final OutputOptions output = OutputOptions.withRaw();

  @Parameters(index = "0", paramLabel = "GROUP", description = "The group.")
  private String group = "";

  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  private String key = "";

  @Option(names = "--raw", description = "The same as -o raw: the value's bytes and no line end.")
  private boolean raw;

  @Option(
      names = "--explain",
      description = "Also print who answered, from where, and how long the value lives.")
  private boolean explain;

  @Option(
      names = "--stale-ok",
      description =
          "A value past its time, as the group gives while its source is down or slow, is as good:"
              + " nothing is said of it. Which groups have such: stale-if-error and"
              + " stale-while-revalidate in 'cashew groups show'.")
  private boolean staleOk;

  GetCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (raw && (explain || !output.isForPeople())) {
      throw new UsageException(
          "--raw prints the value's bytes alone (expected: no --explain, -o or --json beside it)");
    }
    if (explain && output.format() == Format.RAW) {
      throw new UsageException(
          "-o raw prints the value's bytes alone (expected: no --explain beside it)");
    }
    ByteString wanted = bytes.read(key);
    try (CashewClient client = cache.connect()) {
      Answer answer =
          explain
              ? explained(client, wanted)
              : Await.answer(client.get(group, wanted, Want.VALUE, reach.reach()));
      output.print(
          console,
          () -> json(wanted, answer),
          () -> raw ? bytes(answer) : text(answer),
          () -> bytes(answer));
      if (answer instanceof Answer.Absent && output.format().isText()) {
        String where = reach.reach() == Reach.SOURCE ? "" : " in memory";
        console.err().printf("cashew: %s has no key %s%s%n", group, key, where);
      }
      if (answer instanceof Answer.Found found && found.outcome() == Outcome.STALE && !staleOk) {
        console
            .err()
            .println(
                "cashew: this value is past its time: the source is down or slow, or is being"
                    + " asked (--stale-ok: it will do)");
      }
      return (answer instanceof Answer.Found ? ExitCode.OK : ExitCode.ABSENT).code();
    }
  }

  /** A batch of one: unlike a single get it also tells how an absence came about. */
  private Answer explained(CashewClient client, ByteString wanted) {
    Map<ByteString, Result> results =
        Await.answer(client.getMany(group, List.of(wanted), Want.VALUE_AND_DETAIL, reach.reach()));
    Result result = results.values().iterator().next();
    if (result instanceof Result.Failed failed) {
      throw new CashewException(failed.reason(), failed.message());
    }
    return (Answer) result;
  }

  private static ByteString bytes(Answer answer) {
    return answer instanceof Answer.Found found ? found.value() : ByteString.EMPTY;
  }

  private ByteString text(Answer answer) {
    ByteString value =
        answer instanceof Answer.Found found
            ? found.value().concat(ByteString.copyFromUtf8(System.lineSeparator()))
            : ByteString.EMPTY;
    return explain ? value.concat(ByteString.copyFromUtf8(Explanation.of(answer).text())) : value;
  }

  private JsonObject json(ByteString wanted, Answer answer) {
    JsonObject object = new JsonObject();
    object.addProperty("group", group);
    Bytes.add(object, "key", wanted);
    if (answer instanceof Answer.Found found) {
      Bytes.add(object, "value", found.value());
    } else {
      object.addProperty("absent", true);
    }
    Explanation.of(answer).addTo(object);
    return object;
  }
}
