package io.cashew.rpc.link;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.cashew.internal.v1.LinkReply;
import io.cashew.operation.Reply;
import io.cashew.rpc.LinkCodec;
import io.cashew.rpc.UsualReplies;
import io.cashew.rpc.wire.BatchMarshaller;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replies as bytes: {@code LinkReplies}. */
final class ResultMarshaller extends BatchMarshaller<LinkBatch<LinkResult>, LinkResult> {
  @Override
  protected List<LinkResult> items(LinkBatch<LinkResult> message) {
    return message.items();
  }

  @Override
  protected int otherBytes(LinkBatch<LinkResult> message) {
    return BatchFields.size(message);
  }

  @Override
  protected void writeOthers(LinkBatch<LinkResult> message, CodedOutputStream out)
      throws IOException {
    BatchFields.write(message, out);
  }

  @Override
  protected Writer<LinkResult> writer(int items) {
    return new Results(items);
  }

  @Override
  protected Reader<LinkBatch<LinkResult>, LinkResult> reader() {
    return new Arrivals();
  }

  private static final class Results implements Writer<LinkResult> {
    private final @Nullable LinkReply[] others;

    Results(int items) {
      others = new LinkReply[items];
    }

    @Override
    public int size(LinkResult result, int place) {
      if (UsualReplies.include(result.reply())) {
        return UsualReplies.size(result.id(), result.reply());
      }
      LinkReply message = LinkCodec.encode(result.id(), result.reply());
      others[place] = message;
      return message.getSerializedSize();
    }

    @Override
    public void write(LinkResult result, int place, CodedOutputStream out) throws IOException {
      LinkReply message = others[place];
      if (message != null) {
        message.writeTo(out);
      } else {
        UsualReplies.write(result.id(), result.reply(), out);
      }
    }
  }

  private static final class Arrivals implements Reader<LinkBatch<LinkResult>, LinkResult> {
    private final BatchFields others = new BatchFields();

    @Override
    public @Nullable LinkResult readUsual(CodedInputStream in) throws IOException {
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
      return reply == null ? null : new LinkResult(id, reply);
    }

    @Override
    public boolean readOther(int tag, CodedInputStream in) throws IOException {
      return others.read(tag, in);
    }

    @Override
    public LinkBatch<LinkResult> message(List<LinkResult> items) {
      return others.with(items);
    }

    @Override
    public LinkResult readAny(CodedInputStream in) throws IOException {
      LinkReply reply = LinkReply.parseFrom(in);
      return new LinkResult(reply.getId(), LinkCodec.decode(reply));
    }
  }
}
