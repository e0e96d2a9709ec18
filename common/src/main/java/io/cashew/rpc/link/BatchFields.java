package io.cashew.rpc.link;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.cashew.rpc.wire.Fields;
import java.io.IOException;
import java.util.List;

/** What a {@link LinkBatch} has besides its items: {@code sfixed64 clock = 2; uint64 taken = 3}. */
final class BatchFields {
  private static final int CLOCK = Fields.FIXED64 | Fields.NUMBER * 2;
  private static final int CLOCK_BYTES = 9;
  private static final int TAKEN = Fields.VARINT | Fields.NUMBER * 3;

  private long clock;
  private long taken;

  static int size(LinkBatch<?> batch) {
    return (batch.clock() == 0 ? 0 : CLOCK_BYTES)
        + (batch.taken() == 0 ? 0 : 1 + CodedOutputStream.computeUInt64SizeNoTag(batch.taken()));
  }

  static void write(LinkBatch<?> batch, CodedOutputStream out) throws IOException {
    if (batch.clock() != 0) {
      out.writeUInt32NoTag(CLOCK);
      out.writeFixed64NoTag(batch.clock());
    }
    if (batch.taken() != 0) {
      out.writeUInt32NoTag(TAKEN);
      out.writeUInt64NoTag(batch.taken());
    }
  }

  /** Reads a field if it is one of these. */
  boolean read(int tag, CodedInputStream in) throws IOException {
    switch (tag) {
      case CLOCK -> clock = in.readSFixed64();
      case TAKEN -> taken = in.readUInt64();
      default -> {
        return false;
      }
    }
    return true;
  }

  /** A batch with what was read. */
  <T> LinkBatch<T> with(List<T> items) {
    return new LinkBatch<>(items, clock, taken);
  }
}
