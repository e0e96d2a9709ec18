package io.cashew.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.cashew.internal.v1.LinkReply;
import io.cashew.operation.Reply;
import io.cashew.rpc.wire.Fields;
import io.cashew.v1.Absent;
import io.cashew.v1.GetReply;
import io.cashew.v1.SetReply;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Nearly all replies as bytes, written and read by hand: what was found or is absent, without
 * details, and what was stored, without what was there before. {@code LinkReply} and {@code
 * ExchangeResult} have the same numbers for them.
 */
public final class UsualReplies {
  /** The tag of a reply's id. */
  public static final int ID = Fields.VARINT | Fields.NUMBER * LinkReply.ID_FIELD_NUMBER;

  private static final int FOUND = Fields.BYTES | Fields.NUMBER * LinkReply.FOUND_FIELD_NUMBER;
  private static final int ABSENT = Fields.BYTES | Fields.NUMBER * LinkReply.ABSENT_FIELD_NUMBER;
  private static final int STORED = Fields.BYTES | Fields.NUMBER * LinkReply.SET_FIELD_NUMBER;

  private static final int VALUE = Fields.BYTES | Fields.NUMBER * GetReply.VALUE_FIELD_NUMBER;
  private static final int FOUND_HOW =
      Fields.VARINT | Fields.NUMBER * GetReply.OUTCOME_FIELD_NUMBER;
  private static final int ABSENT_HOW = Fields.VARINT | Fields.NUMBER * Absent.OUTCOME_FIELD_NUMBER;
  private static final int VERSION = Fields.VARINT | Fields.NUMBER * SetReply.VERSION_FIELD_NUMBER;

  /** A tag, and one of the few outcomes. */
  private static final int OUTCOME_BYTES = 2;

  private UsualReplies() {}

  /** Whether a reply is one of these. */
  public static boolean include(Reply reply) {
    return (reply instanceof Reply.Found found && found.detail() == null)
        || (reply instanceof Reply.Absent absent && absent.detail() == null)
        || (reply instanceof Reply.Stored stored && stored.previous() == null);
  }

  /** Bytes of a reply and its id. */
  public static int size(long id, Reply reply) {
    int body = bodySize(reply);
    return 1
        + CodedOutputStream.computeUInt64SizeNoTag(id)
        + 1
        + CodedOutputStream.computeUInt32SizeNoTag(body)
        + body;
  }

  private static int bodySize(Reply reply) {
    if (reply instanceof Reply.Found found) {
      int bytes = found.value().size();
      return 1 + CodedOutputStream.computeUInt32SizeNoTag(bytes) + bytes + OUTCOME_BYTES;
    }
    return reply instanceof Reply.Stored stored
        ? 1 + CodedOutputStream.computeUInt64SizeNoTag(stored.version())
        : OUTCOME_BYTES;
  }

  /** Writes a reply and its id. */
  public static void write(long id, Reply reply, CodedOutputStream out) throws IOException {
    out.writeUInt32NoTag(ID);
    out.writeUInt64NoTag(id);
    if (reply instanceof Reply.Found found) {
      out.writeUInt32NoTag(FOUND);
      out.writeUInt32NoTag(bodySize(found));
      out.writeUInt32NoTag(VALUE);
      out.writeBytesNoTag(found.value());
      out.writeUInt32NoTag(FOUND_HOW);
      out.writeUInt32NoTag(ReplyCodec.outcome(found.outcome()).getNumber());
    } else if (reply instanceof Reply.Absent absent) {
      out.writeUInt32NoTag(ABSENT);
      out.writeUInt32NoTag(OUTCOME_BYTES);
      out.writeUInt32NoTag(ABSENT_HOW);
      out.writeUInt32NoTag(ReplyCodec.outcome(absent.outcome()).getNumber());
    } else if (reply instanceof Reply.Stored stored) {
      out.writeUInt32NoTag(STORED);
      out.writeUInt32NoTag(bodySize(stored));
      out.writeUInt32NoTag(VERSION);
      out.writeUInt64NoTag(stored.version());
    }
  }

  /** What stands behind a tag; null, anywhere behind it, if it is not one of these. */
  public static @Nullable Reply read(int tag, CodedInputStream in) throws IOException {
    if (tag != FOUND && tag != ABSENT && tag != STORED) {
      return null;
    }
    int outer = in.pushLimit(in.readRawVarint32());
    try {
      return switch (tag) {
        case FOUND -> found(in);
        case ABSENT -> absent(in);
        default -> stored(in);
      };
    } finally {
      in.popLimit(outer);
    }
  }

  private static @Nullable Reply found(CodedInputStream in) throws IOException {
    ByteString value = ByteString.EMPTY;
    int outcome = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == VALUE) {
        value = in.readBytes();
      } else if (tag == FOUND_HOW) {
        outcome = in.readEnum();
      } else {
        return null;
      }
    }
    return new Reply.Found(value, ReplyCodec.outcome(outcome), null);
  }

  private static @Nullable Reply absent(CodedInputStream in) throws IOException {
    int outcome = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag != ABSENT_HOW) {
        return null;
      }
      outcome = in.readEnum();
    }
    return new Reply.Absent(ReplyCodec.outcome(outcome), null);
  }

  private static @Nullable Reply stored(CodedInputStream in) throws IOException {
    long version = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag != VERSION) {
        return null;
      }
      version = in.readUInt64();
    }
    return new Reply.Stored(version);
  }
}
