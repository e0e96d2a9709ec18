package io.cashew.proxy.door.resp;

import io.cashew.operation.Reply;

/** How a command tells what became of its operation, failures apart. */
@FunctionalInterface
interface Shape {
  void write(Reply reply, RespWriter out);
}
