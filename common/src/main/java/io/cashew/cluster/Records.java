package io.cashew.cluster;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.cashew.status.CashewException;
import java.util.function.Function;

/** Turns stored bytes into values, and whatever is wrong with them into one exception. */
final class Records {
  private Records() {}

  /** Parses and converts; the converter may throw what the values' own checks throw. */
  static <M extends Message, T> T decode(
      String what, ByteString stored, Parser<M> parser, Function<M, T> converter) {
    try {
      return converter.apply(parser.parseFrom(stored));
    } catch (InvalidProtocolBufferException | IllegalArgumentException | CashewException e) {
      throw new UnreadableRecordException(what, e);
    }
  }
}
