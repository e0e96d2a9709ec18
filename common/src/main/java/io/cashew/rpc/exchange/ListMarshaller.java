package io.cashew.rpc.exchange;

import com.google.common.io.ByteStreams;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Between lists and bytes: {@code repeated T items = 1}. Thread-safe.
 *
 * @param <T> an item
 */
abstract class ListMarshaller<T> implements Marshaller<List<T>> {
  // What the tag of a field is made of: its type, and NUMBER times its number in the .proto file.
  static final int VARINT = 0;
  static final int BYTES = 2;
  static final int NUMBER = 8;

  private static final int ITEM = BYTES | NUMBER;

  /** Items that leave: their sizes are found first, and what was made to find them is kept. */
  abstract Writer<T> writer(int items);

  /** Items that arrive in one message. */
  abstract Reader<T> reader();

  @Override
  public InputStream stream(List<T> items) {
    Writer<T> writer = writer(items.size());
    int[] sizes = new int[items.size()];
    int total = 0;
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
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array does no I/O
    }
    return new Bytes(bytes);
  }

  @Override
  public List<T> parse(InputStream stream) {
    try {
      return parse(UnsafeByteOperations.unsafeWrap(bytes(stream)));
    } catch (IOException e) {
      throw Status.INTERNAL
          .withDescription("a message of Exchange that is broken")
          .withCause(e)
          .asRuntimeException();
    }
  }

  /** All of a stream, without the pieces that are put together if its length is not known. */
  private static byte[] bytes(InputStream stream) throws IOException {
    if (!(stream instanceof KnownLength)) {
      return stream.readAllBytes();
    }
    byte[] bytes = new byte[stream.available()];
    ByteStreams.readFully(stream, bytes);
    return bytes;
  }

  private List<T> parse(ByteString message) throws IOException {
    CodedInputStream in = aliasing(message);
    List<T> items = new ArrayList<>();
    Reader<T> reader = reader();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == ITEM) {
        items.add(item(in, message, reader));
      } else {
        boolean unused = in.skipField(tag);
      }
    }
    return items;
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

  /** Writes the items of one message; each is asked for its size first. */
  interface Writer<T> {
    int size(T item, int place);

    void write(T item, int place, CodedOutputStream out) throws IOException;
  }

  /** Reads the items of one message. */
  interface Reader<T> {
    /** Up to the limit; or null, anywhere before it, if the item is not of the usual kind. */
    @Nullable T readUsual(CodedInputStream in) throws IOException;

    /** An item of any kind, alone. */
    T readAny(CodedInputStream in) throws IOException;
  }

  /** Bytes that are copied once, to where gRPC wants them. */
  private static final class Bytes extends ByteArrayInputStream implements KnownLength, Drainable {
    Bytes(byte[] bytes) {
      super(bytes);
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      return (int) transferTo(target);
    }
  }
}
