package io.cashew.rpc.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.cashew.internal.v1.LinkRequest;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Reply;
import io.cashew.operation.RoutedOperation;
import io.cashew.operation.RoutedOperation.Role;
import io.cashew.rpc.LinkCodec;
import io.cashew.rpc.wire.BatchMarshaller;
import io.cashew.rpc.wire.Fields;
import io.cashew.status.CashewException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests as bytes: {@code LinkRequests}. */
final class CallMarshaller extends BatchMarshaller<LinkBatch<LinkCall>, LinkCall> {
  private static final int ID = Fields.VARINT | Fields.NUMBER * LinkRequest.ID_FIELD_NUMBER;
  private static final int PARTITION =
      Fields.VARINT | Fields.NUMBER * LinkRequest.PARTITION_FIELD_NUMBER;
  private static final int SINCE = Fields.FIXED64 | Fields.NUMBER * LinkRequest.SINCE_FIELD_NUMBER;
  private static final int HASH = Fields.FIXED64 | Fields.NUMBER * LinkRequest.HASH_FIELD_NUMBER;
  private static final int DEADLINE =
      Fields.VARINT | Fields.NUMBER * LinkRequest.DEADLINE_MS_FIELD_NUMBER;
  private static final int GROUP = Fields.BYTES | Fields.NUMBER * LinkRequest.GROUP_FIELD_NUMBER;
  private static final int KEY = Fields.BYTES | Fields.NUMBER * LinkRequest.KEY_FIELD_NUMBER;
  private static final int GET = Fields.BYTES | Fields.NUMBER * LinkRequest.GET_FIELD_NUMBER;
  private static final int SET = Fields.BYTES | Fields.NUMBER * LinkRequest.SET_FIELD_NUMBER;
  private static final int STAND_IN =
      Fields.VARINT | Fields.NUMBER * LinkRequest.STAND_IN_FIELD_NUMBER;

  /** Two fields of eight bytes and their tags. */
  private static final int FIXED_BYTES = 18;

  @Override
  protected List<LinkCall> items(LinkBatch<LinkCall> message) {
    return message.items();
  }

  @Override
  protected int otherBytes(LinkBatch<LinkCall> message) {
    return BatchFields.size(message);
  }

  @Override
  protected void writeOthers(LinkBatch<LinkCall> message, CodedOutputStream out)
      throws IOException {
    BatchFields.write(message, out);
  }

  @Override
  protected Writer<LinkCall> writer(int items) {
    return new Calls(items);
  }

  @Override
  protected Reader<LinkBatch<LinkCall>, LinkCall> reader() {
    return new Arrivals();
  }

  /** Nearly all calls are gets without wishes, or plain sets, and are not traced. */
  private static boolean isPlain(LinkCall.Valid call) {
    Operation operation = call.routed().operation();
    return call.trace() == null && (isPlainGet(operation) || SetFields.include(operation));
  }

  private static boolean isPlainGet(Operation operation) {
    return operation instanceof Operation.Get get
        && get.want() == Want.VALUE
        && get.reach() == Reach.SOURCE;
  }

  private static final class Calls implements Writer<LinkCall> {
    private final @Nullable LinkRequest[] others;

    Calls(int items) {
      others = new LinkRequest[items];
    }

    @Override
    public int size(LinkCall call, int place) {
      LinkCall.Valid valid = (LinkCall.Valid) call; // what is refused never leaves
      RoutedOperation routed = valid.routed();
      Operation operation = routed.operation();
      if (!isPlain(valid)) {
        LinkRequest message =
            LinkCodec.encode(valid.id(), routed, valid.deadlineMillis(), valid.trace());
        others[place] = message;
        return message.getSerializedSize();
      }
      int keyBytes = operation.key().size();
      int bodyBytes = bodyBytes(operation);
      int groupBytes = operation.group().length(); // ASCII, by its limits
      return FIXED_BYTES
          + 1
          + CodedOutputStream.computeUInt64SizeNoTag(valid.id())
          + 1
          + CodedOutputStream.computeUInt32SizeNoTag(routed.partition())
          + 1
          + CodedOutputStream.computeUInt32SizeNoTag(valid.deadlineMillis())
          + 1
          + CodedOutputStream.computeUInt32SizeNoTag(groupBytes)
          + groupBytes
          + 1
          + CodedOutputStream.computeUInt32SizeNoTag(keyBytes)
          + keyBytes
          + 1
          + CodedOutputStream.computeUInt32SizeNoTag(bodyBytes)
          + bodyBytes
          + (routed.role() == Role.STAND_IN ? 2 : 0);
    }

    private static int bodyBytes(Operation operation) {
      return operation instanceof Operation.Set set ? SetFields.size(set) : 0;
    }

    @Override
    public void write(LinkCall call, int place, CodedOutputStream out) throws IOException {
      LinkRequest message = others[place];
      if (message != null) {
        message.writeTo(out);
        return;
      }
      LinkCall.Valid valid = (LinkCall.Valid) call;
      RoutedOperation routed = valid.routed();
      out.writeUInt32NoTag(ID);
      out.writeUInt64NoTag(valid.id());
      out.writeUInt32NoTag(PARTITION);
      out.writeUInt32NoTag(routed.partition());
      out.writeUInt32NoTag(SINCE);
      out.writeFixed64NoTag(routed.since());
      out.writeUInt32NoTag(HASH);
      out.writeFixed64NoTag(routed.hash());
      out.writeUInt32NoTag(DEADLINE);
      out.writeUInt32NoTag(valid.deadlineMillis());
      out.writeUInt32NoTag(GROUP);
      out.writeStringNoTag(routed.operation().group());
      out.writeUInt32NoTag(KEY);
      out.writeBytesNoTag(routed.operation().key());
      if (routed.operation() instanceof Operation.Set set) {
        out.writeUInt32NoTag(SET);
        out.writeUInt32NoTag(SetFields.size(set));
        SetFields.write(set, out);
      } else {
        out.writeUInt32NoTag(GET);
        out.writeUInt32NoTag(0);
      }
      if (routed.role() == Role.STAND_IN) {
        out.writeUInt32NoTag(STAND_IN);
        out.writeUInt32NoTag(1);
      }
    }
  }

  /** What arrives in one message. */
  private static final class Arrivals implements Reader<LinkBatch<LinkCall>, LinkCall> {
    private final BatchFields others = new BatchFields();
    private final SetFields setFields = new SetFields();

    /** Requests that arrive together are mostly of the same group. */
    private ByteString lastGroupBytes = ByteString.EMPTY;

    private String lastGroup = "";

    @Override
    public @Nullable LinkCall readUsual(CodedInputStream in) throws IOException {
      long id = 0;
      int partition = 0;
      long since = 0;
      long hash = 0;
      int deadlineMillis = 0;
      String group = "";
      ByteString key = ByteString.EMPTY;
      Role role = Role.OWNER;
      int kind = 0;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case ID -> id = in.readUInt64();
          case PARTITION -> partition = in.readUInt32();
          case SINCE -> since = in.readFixed64();
          case HASH -> hash = in.readFixed64();
          case DEADLINE -> deadlineMillis = in.readUInt32();
          case GROUP -> group = group(in.readBytes());
          case KEY -> key = in.readBytes();
          case STAND_IN -> role = in.readBool() ? Role.STAND_IN : Role.OWNER;
          case GET, SET -> {
            if (kind != 0) {
              return null; // two of them are one that is put together
            }
            kind = tag;
            int outer = in.pushLimit(in.readRawVarint32());
            boolean usual = tag == GET ? in.isAtEnd() : setFields.read(in);
            in.popLimit(outer);
            if (!usual) {
              return null;
            }
          }
          default -> {
            return null;
          }
        }
      }
      if (kind == 0) {
        return null;
      }
      try {
        Operation operation =
            kind == GET ? new Operation.Get(group, key, Want.VALUE) : setFields.of(group, key);
        if (role == Role.STAND_IN && !RoutedOperation.mayBeStoodInFor(operation)) {
          role = Role.OWNER;
        }
        return new LinkCall.Valid(
            id, new RoutedOperation(operation, partition, since, hash, role), deadlineMillis);
      } catch (CashewException e) {
        return new LinkCall.Refused(id, Reply.Failed.of(e));
      }
    }

    @Override
    public boolean readOther(int tag, CodedInputStream in) throws IOException {
      return others.read(tag, in);
    }

    @Override
    public LinkBatch<LinkCall> message(List<LinkCall> items) {
      return others.with(items);
    }

    @Override
    public LinkCall readAny(CodedInputStream in) throws IOException {
      LinkRequest request = LinkRequest.parseFrom(in);
      try {
        return new LinkCall.Valid(
            request.getId(),
            LinkCodec.decode(request),
            request.getDeadlineMs(),
            LinkCodec.trace(request));
      } catch (CashewException e) {
        return new LinkCall.Refused(request.getId(), Reply.Failed.of(e));
      }
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
