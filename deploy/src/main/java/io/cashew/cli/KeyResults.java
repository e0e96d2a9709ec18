package io.cashew.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import io.cashew.client.Result;
import io.cashew.status.CashewException;

/** What became of each of several keys, as a table for people and as JSON. */
final class KeyResults {
  private final Tally tally = new Tally();
  private final JsonArray results = new JsonArray();
  private final Table table = new Table("KEY", "RESULT");

  /** A key was found or done. The text is for people; the fields of the object are for programs. */
  JsonObject succeeded(ByteString key, String text) {
    tally.succeeded();
    return add(key, text);
  }

  /** A key is absent, or its condition was not met. */
  JsonObject absent(ByteString key, String text) {
    tally.absent();
    return add(key, text);
  }

  void failed(ByteString key, Result.Failed failed) {
    failed(key, new CashewException(failed.reason(), failed.message()));
  }

  void failed(ByteString key, CashewException failure) {
    tally.failed(failure);
    Tally.add(add(key, "failed: " + failure.getMessage() + " (" + failure.reason() + ")"), failure);
  }

  private JsonObject add(ByteString key, String text) {
    JsonObject object = new JsonObject();
    Bytes.add(object, "key", key);
    results.add(object);
    table.row(Bytes.oneLine(key), text);
    return object;
  }

  /** Prints all, or throws the first failure if there is nothing else; says how to exit. */
  int print(Console console, OutputOptions output, String group) {
    tally.refuseTotalFailure();
    output.print(console, () -> json(group), () -> table);
    tally.report(console.err());
    return tally.exitCode().code();
  }

  private JsonObject json(String group) {
    JsonObject object = new JsonObject();
    object.addProperty("group", group);
    object.add("results", results);
    return object;
  }
}
