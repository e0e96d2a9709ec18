package io.cashew.rpc.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.cashew.internal.v1.LinkRequest;
import io.cashew.operation.Condition;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Ttl;
import io.cashew.rpc.RequestCodec;
import io.cashew.rpc.wire.Fields;
import io.cashew.v1.Expiry;
import java.io.IOException;

/**
 * Nearly all sets as bytes, written and read by hand: those without a condition that bring nothing.
 * An instance holds what was read last.
 */
final class SetFields {
  private static final int VALUE =
      Fields.BYTES | Fields.NUMBER * LinkRequest.Set.VALUE_FIELD_NUMBER;
  private static final int TTL =
      Fields.VARINT | Fields.NUMBER * LinkRequest.Set.TTL_MS_FIELD_NUMBER;
  private static final int EXPIRY =
      Fields.VARINT | Fields.NUMBER * LinkRequest.Set.EXPIRY_FIELD_NUMBER;

  private ByteString value = ByteString.EMPTY;
  private boolean timed;
  private long millis;
  private int expiry;

  /** Whether an operation is such a set. */
  static boolean include(Operation operation) {
    return operation instanceof Operation.Set set
        && set.condition().kind() == Condition.Kind.ALWAYS
        && set.bring() == Bring.NOTHING;
  }

  static int size(Operation.Set set) {
    int bytes = set.value().size();
    return 1
        + CodedOutputStream.computeUInt32SizeNoTag(bytes)
        + bytes
        + (set.ttl().kind() == Ttl.Kind.GIVEN
            ? 1 + CodedOutputStream.computeUInt64SizeNoTag(set.ttl().millis())
            : 2);
  }

  static void write(Operation.Set set, CodedOutputStream out) throws IOException {
    out.writeUInt32NoTag(VALUE);
    out.writeBytesNoTag(set.value());
    if (set.ttl().kind() == Ttl.Kind.GIVEN) {
      out.writeUInt32NoTag(TTL);
      out.writeUInt64NoTag(set.ttl().millis());
    } else {
      out.writeUInt32NoTag(EXPIRY);
      out.writeUInt32NoTag(RequestCodec.expiry(set.ttl()).getNumber());
    }
  }

  /** Reads one up to the limit; false, anywhere before it, if it is another. */
  boolean read(CodedInputStream in) throws IOException {
    value = ByteString.EMPTY;
    timed = false;
    millis = 0;
    expiry = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case VALUE -> value = in.readBytes();
        case TTL -> {
          timed = true;
          millis = in.readUInt64();
        }
        case EXPIRY -> expiry = in.readEnum();
        default -> {
          return false;
        }
      }
    }
    return true;
  }

  /** What was read. Throws {@link io.cashew.status.CashewException} if it breaks a limit. */
  Operation.Set of(String group, ByteString key) {
    Expiry known = Expiry.forNumber(expiry);
    Ttl ttl = RequestCodec.ttl(timed, millis, known == null ? Expiry.UNRECOGNIZED : known);
    return new Operation.Set(group, key, value, ttl, Condition.ALWAYS, Bring.NOTHING);
  }
}
