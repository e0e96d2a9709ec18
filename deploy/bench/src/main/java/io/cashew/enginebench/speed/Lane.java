package io.cashew.enginebench.speed;

import com.google.protobuf.ByteString;
import io.cashew.enginebench.workload.RequestKey;

/** One thread's way to a cache. */
interface Lane {
  /** What {@link #get} returns if there is no entry. */
  int MISS = -1;

  /** Looks for a value as a node would that is about to answer with it; returns its length. */
  int get(RequestKey key);

  /** Stores a copy of a value: a request's buffers are not to stay for as long as the entry. */
  void put(RequestKey key, ByteString value);
}
