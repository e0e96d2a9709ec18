package io.cashew.rpc.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.cashew.internal.v1.LinkReply;
import io.cashew.operation.Reply;
import io.cashew.rpc.LinkCodec;
import io.cashew.rpc.ReplyCodec;
import io.cashew.rpc.wire.BatchMarshaller;
import io.cashew.rpc.wire.Fields;
import io.cashew.v1.GetReply;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replies as bytes: {@code LinkReplies}. */
final class ResultMarshaller extends BatchMarshaller<LinkBatch<LinkResult>, LinkResult> {
  private static final int ID = Fields.VARINT | Fields.NUMBER * LinkReply.ID_FIELD_NUMBER;
  private static final int FOUND = Fields.BYTES | Fields.NUMBER * LinkReply.FOUND_FIELD_NUMBER;
  private static final int VALUE = Fields.BYTES | Fields.NUMBER * GetReply.VALUE_FIELD_NUMBER;
  private static final int OUTCOME = Fields.VARINT | Fields.NUMBER * GetReply.OUTCOME_FIELD_NUMBER;

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
      if (result.reply() instanceof Reply.Found found && found.detail() == null) {
        int size = size(found);
        return 1
            + CodedOutputStream.computeUInt64SizeNoTag(result.id())
            + 1
            + CodedOutputStream.computeUInt32SizeNoTag(size)
            + size;
      }
      LinkReply message = LinkCodec.encode(result.id(), result.reply());
      others[place] = message;
      return message.getSerializedSize();
    }

    /** A value, even an empty one, and its outcome. */
    private static int size(Reply.Found found) {
      int bytes = found.value().size();
      return 1
          + CodedOutputStream.computeUInt32SizeNoTag(bytes)
          + bytes
          + 1
          + 1; // there are few outcomes
    }

    @Override
    public void write(LinkResult result, int place, CodedOutputStream out) throws IOException {
      LinkReply message = others[place];
      if (message != null) {
        message.writeTo(out);
        return;
      }
      Reply.Found found = (Reply.Found) result.reply();
      out.writeUInt32NoTag(ID);
      out.writeUInt64NoTag(result.id());
      out.writeUInt32NoTag(FOUND);
      out.writeUInt32NoTag(size(found));
      out.writeUInt32NoTag(VALUE);
      out.writeBytesNoTag(found.value());
      out.writeUInt32NoTag(OUTCOME);
      out.writeUInt32NoTag(ReplyCodec.outcome(found.outcome()).getNumber());
    }
  }

  /** Nearly all replies are values that were found, without details. */
  private static final class Arrivals implements Reader<LinkBatch<LinkResult>, LinkResult> {
    private final BatchFields others = new BatchFields();

    @Override
    public @Nullable LinkResult readUsual(CodedInputStream in) throws IOException {
      long id = 0;
      Reply.Found found = null;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == ID) {
          id = in.readUInt64();
        } else if (tag == FOUND) {
          int outer = in.pushLimit(in.readRawVarint32());
          found = found(in);
          if (found == null) {
            in.popLimit(outer);
            return null;
          }
          in.popLimit(outer);
        } else {
          return null;
        }
      }
      return found == null ? null : new LinkResult(id, found);
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
