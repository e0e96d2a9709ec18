package io.cashew.proxy.door.resp;

/**
 * Who a client is, and what it speaks: as of the last command that was read, not of the last answer
 * that was sent. Written on its connection's event loop, read from anywhere.
 */
final class Session {
  private final long id;
  private volatile String name = "";
  private volatile String address = "";
  private volatile int protocol = RespWriter.RESP2;

  Session(long id) {
    this.id = id;
  }

  /** Unique among the connections that this proxy ever had. */
  long id() {
    return id;
  }

  /** What the client calls itself; may be empty. */
  String name() {
    return name;
  }

  void call(String given) {
    name = given;
  }

  /** The version of RESP that is spoken. */
  int protocol() {
    return protocol;
  }

  void speak(int version) {
    protocol = version;
  }

  void connectedFrom(String remote) {
    address = remote;
  }

  /** As CLIENT LIST has it. */
  @Override
  public String toString() {
    return "id=%d addr=%s name=%s resp=%d db=0".formatted(id, address, name, protocol);
  }
}
