package io.cashew.hot;

import static com.google.common.base.Preconditions.checkNotNull;

import com.google.protobuf.ByteString;

/**
 * A key that is asked for often.
 *
 * @param perSecond operations a second, at most
 * @param error by how many that may be too many, besides chance
 */
public record HotKey(String group, ByteString key, double perSecond, double error) {
  public HotKey {
    checkNotNull(group, "group");
    checkNotNull(key, "key");
  }
}
