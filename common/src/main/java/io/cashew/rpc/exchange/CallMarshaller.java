package io.cashew.rpc.exchange;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Reply;
import io.cashew.rpc.wire.BatchMarshaller;
import io.cashew.rpc.wire.Fields;
import io.cashew.status.CashewException;
import io.cashew.v1.ExchangeOperation;
import io.cashew.v1.GetRequest;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operations as bytes: {@code ExchangeRequest}. */
final class CallMarshaller extends BatchMarshaller<List<ExchangeCall>, ExchangeCall> {
  private static final int ID = Fields.VARINT | Fields.NUMBER * ExchangeOperation.ID_FIELD_NUMBER;
  private static final int DEADLINE =
      Fields.VARINT | Fields.NUMBER * ExchangeOperation.DEADLINE_MS_FIELD_NUMBER;
  private static final int GET = Fields.BYTES | Fields.NUMBER * ExchangeOperation.GET_FIELD_NUMBER;
  private static final int GROUP = Fields.BYTES | Fields.NUMBER * GetRequest.GROUP_FIELD_NUMBER;
  private static final int KEY = Fields.BYTES | Fields.NUMBER * GetRequest.KEY_FIELD_NUMBER;

  @Override
  protected List<ExchangeCall> items(List<ExchangeCall> message) {
    return message;
  }

  @Override
  protected Writer<ExchangeCall> writer(int items) {
    return new Calls(items);
  }

  @Override
  protected Reader<List<ExchangeCall>, ExchangeCall> reader() {
    return new Arrivals();
  }

  /** Nearly all operations are gets without wishes that are not traced. */
  private static boolean isPlain(ExchangeCall.Valid call) {
    return call.operation() instanceof Operation.Get get
        && get.want() == Want.VALUE
        && get.reach() == Reach.SOURCE
        && call.trace() == null;
  }

  private static final class Calls implements Writer<ExchangeCall> {
    private final @Nullable ExchangeOperation[] others;

    Calls(int items) {
      others = new ExchangeOperation[items];
    }

    @Override
    public int size(ExchangeCall call, int place) {
      ExchangeCall.Valid valid = (ExchangeCall.Valid) call; // what is refused never leaves
      if (!isPlain(valid)) {
        ExchangeOperation message = ExchangeCodec.encode(valid);
        others[place] = message;
        return message.getSerializedSize();
      }
      int size = size(valid.operation());
      return 1
          + CodedOutputStream.computeUInt64SizeNoTag(valid.id())
          + 1
          + CodedOutputStream.computeUInt32SizeNoTag(valid.deadlineMillis())
          + 1
          + CodedOutputStream.computeUInt32SizeNoTag(size)
          + size;
    }

    /** Of the get itself. */
    private static int size(Operation operation) {
      int groupBytes = operation.group().length(); // ASCII, by its limits
      int keyBytes = operation.key().size();
      return 1
          + CodedOutputStream.computeUInt32SizeNoTag(groupBytes)
          + groupBytes
          + 1
          + CodedOutputStream.computeUInt32SizeNoTag(keyBytes)
          + keyBytes;
    }

    @Override
    public void write(ExchangeCall call, int place, CodedOutputStream out) throws IOException {
      ExchangeOperation message = others[place];
      if (message != null) {
        message.writeTo(out);
        return;
      }
      ExchangeCall.Valid valid = (ExchangeCall.Valid) call;
      Operation operation = valid.operation();
      out.writeUInt32NoTag(ID);
      out.writeUInt64NoTag(valid.id());
      out.writeUInt32NoTag(DEADLINE);
      out.writeUInt32NoTag(valid.deadlineMillis());
      out.writeUInt32NoTag(GET);
      out.writeUInt32NoTag(size(operation));
      out.writeUInt32NoTag(GROUP);
      out.writeStringNoTag(operation.group());
      out.writeUInt32NoTag(KEY);
      out.writeBytesNoTag(operation.key());
    }
  }

  /** What arrives in one message. */
  private static final class Arrivals implements Reader<List<ExchangeCall>, ExchangeCall> {
    /** Operations that arrive together are mostly of the same group. */
    private ByteString lastGroupBytes = ByteString.EMPTY;

    private String lastGroup = "";

    @Override
    public @Nullable ExchangeCall readUsual(CodedInputStream in) throws IOException {
      long id = 0;
      int deadlineMillis = 0;
      String group = "";
      ByteString key = ByteString.EMPTY;
      boolean get = false;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case ID -> id = in.readUInt64();
          case DEADLINE -> deadlineMillis = in.readUInt32();
          case GET -> {
            if (get) {
              return null; // two of them are one that is put together
            }
            get = true;
            int outer = in.pushLimit(in.readRawVarint32());
            for (int field = in.readTag(); field != 0; field = in.readTag()) {
              switch (field) {
                case GROUP -> group = group(in.readBytes());
                case KEY -> key = in.readBytes();
                default -> {
                  in.popLimit(outer);
                  return null;
                }
              }
            }
            in.popLimit(outer);
          }
          default -> {
            return null;
          }
        }
      }
      if (!get) {
        return null;
      }
      try {
        return new ExchangeCall.Valid(
            id, new Operation.Get(group, key, Want.VALUE), deadlineMillis);
      } catch (CashewException e) {
        return new ExchangeCall.Refused(id, Reply.Failed.of(e));
      }
    }

    @Override
    public List<ExchangeCall> message(List<ExchangeCall> items) {
      return items;
    }

    @Override
    public ExchangeCall readAny(CodedInputStream in) throws IOException {
      return ExchangeCodec.decode(ExchangeOperation.parseFrom(in));
    }

    private String group(ByteString bytes) {
      if (!bytes.equals(lastGroupBytes)) {
        lastGroupBytes = bytes;
        lastGroup = bytes.toStringUtf8();
      }
      return lastGroup;
    }
  }
}
