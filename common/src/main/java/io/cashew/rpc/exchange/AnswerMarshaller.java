package io.cashew.rpc.exchange;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.cashew.operation.Reply;
import io.cashew.rpc.ReplyCodec;
import io.cashew.rpc.wire.BatchMarshaller;
import io.cashew.rpc.wire.Fields;
import io.cashew.v1.ExchangeResult;
import io.cashew.v1.GetReply;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replies as bytes: {@code ExchangeReply}. */
final class AnswerMarshaller extends BatchMarshaller<List<ExchangeAnswer>, ExchangeAnswer> {
  private static final int ID = Fields.VARINT | Fields.NUMBER * ExchangeResult.ID_FIELD_NUMBER;
  private static final int FOUND = Fields.BYTES | Fields.NUMBER * ExchangeResult.FOUND_FIELD_NUMBER;
  private static final int VALUE = Fields.BYTES | Fields.NUMBER * GetReply.VALUE_FIELD_NUMBER;
  private static final int OUTCOME = Fields.VARINT | Fields.NUMBER * GetReply.OUTCOME_FIELD_NUMBER;

  @Override
  protected List<ExchangeAnswer> items(List<ExchangeAnswer> message) {
    return message;
  }

  @Override
  protected Writer<ExchangeAnswer> writer(int items) {
    return new Answers(items);
  }

  @Override
  protected Reader<List<ExchangeAnswer>, ExchangeAnswer> reader() {
    return new Arrivals();
  }

  private static final class Answers implements Writer<ExchangeAnswer> {
    private final @Nullable ExchangeResult[] others;

    Answers(int items) {
      others = new ExchangeResult[items];
    }

    @Override
    public int size(ExchangeAnswer answer, int place) {
      if (answer.reply() instanceof Reply.Found found && found.detail() == null) {
        int size = size(found);
        return 1
            + CodedOutputStream.computeUInt64SizeNoTag(answer.id())
            + 1
            + CodedOutputStream.computeUInt32SizeNoTag(size)
            + size;
      }
      ExchangeResult message = ExchangeCodec.encode(answer);
      others[place] = message;
      return message.getSerializedSize();
    }

    /** A value, even an empty one, and its outcome, of which there are few. */
    private static int size(Reply.Found found) {
      int bytes = found.value().size();
      return 1 + CodedOutputStream.computeUInt32SizeNoTag(bytes) + bytes + 1 + 1;
    }

    @Override
    public void write(ExchangeAnswer answer, int place, CodedOutputStream out) throws IOException {
      ExchangeResult message = others[place];
      if (message != null) {
        message.writeTo(out);
        return;
      }
      Reply.Found found = (Reply.Found) answer.reply();
      out.writeUInt32NoTag(ID);
      out.writeUInt64NoTag(answer.id());
      out.writeUInt32NoTag(FOUND);
      out.writeUInt32NoTag(size(found));
      out.writeUInt32NoTag(VALUE);
      out.writeBytesNoTag(found.value());
      out.writeUInt32NoTag(OUTCOME);
      out.writeUInt32NoTag(ReplyCodec.outcome(found.outcome()).getNumber());
    }
  }

  /** Nearly all replies are values that were found, without details. */
  private static final class Arrivals implements Reader<List<ExchangeAnswer>, ExchangeAnswer> {
    @Override
    public @Nullable ExchangeAnswer readUsual(CodedInputStream in) throws IOException {
      long id = 0;
      Reply.Found found = null;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == ID) {
          id = in.readUInt64();
        } else if (tag == FOUND && found == null) {
          int outer = in.pushLimit(in.readRawVarint32());
          found = found(in);
          in.popLimit(outer);
          if (found == null) {
            return null;
          }
        } else {
          return null;
        }
      }
      return found == null ? null : new ExchangeAnswer(id, found);
    }

    private static Reply.@Nullable Found found(CodedInputStream in) throws IOException {
      ByteString value = ByteString.EMPTY;
      int outcome = 0;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == VALUE) {
          value = in.readBytes();
        } else if (tag == OUTCOME) {
          outcome = in.readEnum();
        } else {
          return null;
        }
      }
      return new Reply.Found(value, ReplyCodec.outcome(outcome), null);
    }

    @Override
    public List<ExchangeAnswer> message(List<ExchangeAnswer> items) {
      return items;
    }

    @Override
    public ExchangeAnswer readAny(CodedInputStream in) throws IOException {
      return ExchangeCodec.decode(ExchangeResult.parseFrom(in));
    }
  }
}
