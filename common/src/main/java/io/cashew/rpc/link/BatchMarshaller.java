package io.cashew.rpc.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Between batches and bytes: {@code repeated T items = 1; sfixed64 clock = 2; uint64 taken = 3}.
 * Thread-safe.
 *
 * @param <T> an item
 */
abstract class BatchMarshaller<T> implements Marshaller<LinkBatch<T>> {
  private static final int ITEM = Fields.BYTES | Fields.NUMBER;
  private static final int CLOCK = Fields.FIXED64 | Fields.NUMBER * 2;
  private static final int CLOCK_BYTES = 9;
  private static final int TAKEN = Fields.VARINT | Fields.NUMBER * 3;

  /** Items that leave: their sizes are found first, and what was made to find them is kept. */
  abstract Writer<T> writer(int items);

  /** Items that arrive in one message. */
  abstract Reader<T> reader();

  @Override
  public InputStream stream(LinkBatch<T> batch) {
    List<T> items = batch.items();
    Writer<T> writer = writer(items.size());
    int[] sizes = new int[items.size()];
    int total = batch.clock() == 0 ? 0 : CLOCK_BYTES;
    total += batch.taken() == 0 ? 0 : 1 + CodedOutputStream.computeUInt64SizeNoTag(batch.taken());
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = writer.size(items.get(i), i);
      total += 1 + CodedOutputStream.computeUInt32SizeNoTag(sizes[i]) + sizes[i];
    }
    byte[] bytes = new byte[total];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      for (int i = 0; i < sizes.length; i++) {
        out.writeUInt32NoTag(ITEM);
        out.writeUInt32NoTag(sizes[i]);
        writer.write(items.get(i), i, out);
      }
      if (batch.clock() != 0) {
        out.writeUInt32NoTag(CLOCK);
        out.writeFixed64NoTag(batch.clock());
      }
      if (batch.taken() != 0) {
        out.writeUInt32NoTag(TAKEN);
        out.writeUInt64NoTag(batch.taken());
      }
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array does no I/O
    }
    return new Bytes(bytes);
  }

  @Override
  public LinkBatch<T> parse(InputStream stream) {
    try {
      return parse(UnsafeByteOperations.unsafeWrap(stream.readAllBytes()));
    } catch (IOException e) {
      throw Status.INTERNAL
          .withDescription("a message of another version of the link, or a broken one")
          .withCause(e)
          .asRuntimeException();
    }
  }

  private LinkBatch<T> parse(ByteString message) throws IOException {
    CodedInputStream in = aliasing(message);
    List<T> items = new ArrayList<>();
    Reader<T> reader = reader();
    long clock = 0;
    long taken = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == ITEM) {
        items.add(item(in, message, reader));
      } else if (tag == CLOCK) {
        clock = in.readSFixed64();
      } else if (tag == TAKEN) {
        taken = in.readUInt64();
      } else {
        boolean unused = in.skipField(tag);
      }
    }
    return new LinkBatch<>(items, clock, taken);
  }

  private T item(CodedInputStream in, ByteString message, Reader<T> reader) throws IOException {
    int size = in.readRawVarint32();
    int start = in.getTotalBytesRead();
    int outer = in.pushLimit(size);
    T item = reader.readUsual(in);
    if (item == null) {
      in.skipRawBytes(in.getBytesUntilLimit());
      item = reader.readAny(aliasing(message.substring(start, start + size)));
    }
    in.popLimit(outer);
    return item;
  }

  /** Nobody writes to the array any more: what is read may be a part of it. */
  private static CodedInputStream aliasing(ByteString bytes) {
    CodedInputStream in = bytes.newCodedInput();
    in.enableAliasing(true);
    return in;
  }

  /** Writes the items of one batch; each is asked for its size first. */
  interface Writer<T> {
    int size(T item, int place);

    void write(T item, int place, CodedOutputStream out) throws IOException;
  }

  /** Reads the items of one batch. */
  interface Reader<T> {
    /** Up to the limit; or null, anywhere before it, if the item is not of the usual kind. */
    @Nullable T readUsual(CodedInputStream in) throws IOException;

    /** An item of any kind, alone. */
    T readAny(CodedInputStream in) throws IOException;
  }

  /** Bytes whose number is known, so that they are copied once. */
  private static final class Bytes extends ByteArrayInputStream implements KnownLength {
    Bytes(byte[] bytes) {
      super(bytes);
    }
  }
}
