package io.cashew.node.load;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import io.cashew.node.store.Content;
import java.time.Duration;

/**
 * What the previous owner of a key's partition had of it.
 *
 * @param ttl what is left; zero: it never expires
 * @param generation of the group's flushes, the last that it had carried out before it looked
 */
public record Inherited(Content content, Duration ttl, long generation) {
  public Inherited {
    checkNotNull(content, "content");
    checkArgument(!ttl.isNegative(), "ttl: %s (expected: not negative)", ttl);
  }
}
