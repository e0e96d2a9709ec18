package io.cashew.bench;

import io.cashew.lifecycle.Part;
import io.cashew.rpc.EventLoops;

/**
 * A system to be measured. An implementation says how to connect and how to send one request; when
 * to send, what to ask for and what to count is the bench's.
 *
 * <p>{@link #open} is called once for each connection, one after the other, before anything is
 * measured. Closed once, when all is over; closing ends the sessions too.
 */
public interface Target extends Part {
  /**
   * Opens a connection; may block. What is in the network's hands best works on the loop given:
   * then all of a connection happens on one thread.
   *
   * @param loops the bench's own threads; for those who bring their own, nothing
   * @param loop the index of the loop whose thread will call the session
   * @throws io.cashew.status.CashewException if nobody answers there
   */
  Session open(EventLoops loops, int loop);
}
