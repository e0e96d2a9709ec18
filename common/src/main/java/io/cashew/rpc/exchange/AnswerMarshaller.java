package io.cashew.rpc.exchange;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.cashew.operation.Reply;
import io.cashew.rpc.UsualReplies;
import io.cashew.rpc.wire.BatchMarshaller;
import io.cashew.v1.ExchangeResult;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replies as bytes: {@code ExchangeReply}. */
final class AnswerMarshaller extends BatchMarshaller<List<ExchangeAnswer>, ExchangeAnswer> {
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
      if (UsualReplies.include(answer.reply())) {
        return UsualReplies.size(answer.id(), answer.reply());
      }
      ExchangeResult message = ExchangeCodec.encode(answer);
      others[place] = message;
      return message.getSerializedSize();
    }

    @Override
    public void write(ExchangeAnswer answer, int place, CodedOutputStream out) throws IOException {
      ExchangeResult message = others[place];
      if (message != null) {
        message.writeTo(out);
      } else {
        UsualReplies.write(answer.id(), answer.reply(), out);
      }
    }
  }

  private static final class Arrivals implements Reader<List<ExchangeAnswer>, ExchangeAnswer> {
    @Override
    public @Nullable ExchangeAnswer readUsual(CodedInputStream in) throws IOException {
      long id = 0;
      Reply reply = null;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == UsualReplies.ID) {
          id = in.readUInt64();
        } else {
          if (reply != null) {
            return null; // two of them are one that is put together
          }
          reply = UsualReplies.read(tag, in);
          if (reply == null) {
            return null;
          }
        }
      }
      return reply == null ? null : new ExchangeAnswer(id, reply);
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
