package io.cashew.rpc.wire;

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
 * Between messages and bytes: {@code repeated T items = 1}, and perhaps a few fields behind them. A
 * message is copied once on its way out and once on its way in; what is read from it is not copied
 * out of it. Thread-safe.
 *
 * @param <M> a message
 * @param <T> an item
 */
public abstract class BatchMarshaller<M, T> implements Marshaller<M> {
  private static final int ITEM = Fields.BYTES | Fields.NUMBER;

  /** The items of a message. */
  protected abstract List<T> items(M message);

  /** Items that leave: their sizes are found first, and what was made to find them is kept. */
  protected abstract Writer<T> writer(int items);

  /** Bytes of the other fields of a message. */
  protected int otherBytes(M message) {
    return 0;
  }

  /** Writes the other fields of a message. */
  protected void writeOthers(M message, CodedOutputStream out) throws IOException {}

  /** What arrives in one message. */
  protected abstract Reader<M, T> reader();

  @Override
  public final InputStream stream(M message) {
    List<T> items = items(message);
    Writer<T> writer = writer(items.size());
    int[] sizes = new int[items.size()];
    int total = otherBytes(message);
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
      writeOthers(message, out);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array does no I/O
    }
    return new Bytes(bytes);
  }

  @Override
  public final M parse(InputStream stream) {
    try {
      return parse(UnsafeByteOperations.unsafeWrap(bytes(stream)));
    } catch (IOException e) {
      throw Status.INTERNAL
          .withDescription("a message of another version, or a broken one")
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

  private M parse(ByteString message) throws IOException {
    CodedInputStream in = aliasing(message);
    List<T> items = new ArrayList<>();
    Reader<M, T> reader = reader();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == ITEM) {
        items.add(item(in, message, reader));
      } else if (!reader.readOther(tag, in)) {
        boolean unused = in.skipField(tag);
      }
    }
    return reader.message(items);
  }

  private T item(CodedInputStream in, ByteString message, Reader<M, T> reader) throws IOException {
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
  public interface Writer<T> {
    /** Bytes of an item. */
    int size(T item, int place);

    /** Writes as many. */
    void write(T item, int place, CodedOutputStream out) throws IOException;
  }

  /** Reads one message. */
  public interface Reader<M, T> {
    /** Up to the limit; or null, anywhere before it, if the item is not of the usual kind. */
    @Nullable T readUsual(CodedInputStream in) throws IOException;

    /** An item of any kind, alone. */
    T readAny(CodedInputStream in) throws IOException;

    /** Another field than the items; says whether it is known, and else leaves it there. */
    default boolean readOther(int tag, CodedInputStream in) throws IOException {
      return false;
    }

    /** The message, when all of it has been read. */
    M message(List<T> items);
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
