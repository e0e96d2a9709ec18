package io.cashew.node.store;

import static io.cashew.node.store.StoreFixture.EPOCH;
import static io.cashew.node.store.StoreFixture.FOR_EVER;
import static io.cashew.node.store.StoreFixture.hash;
import static io.cashew.node.store.StoreFixture.key;

import com.google.protobuf.ByteString;
import io.cashew.group.PolicySettings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Concurrent calls on a store answer as some order of the same calls on a map, one after another.
 * There is room for everything, so nothing leaves but by a call.
 */
@Tag("own-jvm")
final class StoreLinearizabilityTest {
  private static final int NOTHING = -1;
  private static final int BROKEN = -2;
  private static final int LONG_VALUE = (64 << 10) + 1; // read without the lock, in pinned pages

  @Test
  void calls_onManyThreads_areLinearizable() {
    new StressOptions()
        .iterations(30)
        .invocationsPerIteration(300)
        .threads(3)
        .actorsPerThread(3)
        .sequentialSpecification(MapOfValues.class)
        .check(Calls.class);
  }

  /** What threads do to one store. */
  @Param(name = "key", gen = IntGen.class, conf = "1:2")
  @Param(name = "value", gen = IntGen.class, conf = "1:100")
  public static final class Calls {
    private final Stores stores = new Stores(new MemoryPlan(1, 28, 16 << 10), () -> 0, 1);
    private final Store store =
        stores.open("g", StoreFixture.upTo(400 << 10, PolicySettings.Name.LRU));

    @Operation
    public boolean store(@Param(name = "key") int key, @Param(name = "value") int value) {
      ByteString name = key("" + key);
      byte[] bytes = new byte[value % 2 == 0 ? LONG_VALUE : 1];
      Arrays.fill(bytes, (byte) value);
      Content content = new Content.Value(ByteString.copyFrom(bytes));
      return store.store(hash(name), name, content, EPOCH, FOR_EVER) != Store.NOT_KEPT;
    }

    @Operation
    public int lookup(@Param(name = "key") int key) {
      ByteString name = key("" + key);
      Reading reading = new Reading();
      if (!store.read(hash(name), name, EPOCH, reading)) {
        return NOTHING;
      }
      byte[] bytes = reading.bytes();
      byte[] stored = new byte[reading.length()];
      Arrays.fill(stored, bytes[0]);
      boolean whole = Arrays.equals(bytes, 0, reading.length(), stored, 0, stored.length);
      return whole ? bytes[0] : BROKEN;
    }

    @Operation
    public boolean remove(@Param(name = "key") int key) {
      ByteString name = key("" + key);
      return store.remove(hash(name), name, EPOCH);
    }

    @Operation
    public boolean touch(@Param(name = "key") int key) {
      ByteString name = key("" + key);
      return store.touch(hash(name), name, EPOCH, FOR_EVER);
    }

    @Operation
    public void flush() {
      store.flush();
    }

    @Operation
    public void reclaim() {
      boolean unused = stores.reclaim(1);
    }
  }

  /** What a store without a limit is. */
  public static final class MapOfValues {
    private final Map<Integer, Integer> values = new HashMap<>();

    public boolean store(int key, int value) {
      values.put(key, value);
      return true;
    }

    public int lookup(int key) {
      return values.getOrDefault(key, NOTHING);
    }

    public boolean remove(int key) {
      return values.remove(key) != null;
    }

    public boolean touch(int key) {
      return values.containsKey(key);
    }

    public void flush() {
      values.clear();
    }

    public void reclaim() {}
  }
}
