package io.cashew.proxy.door.resp;

import io.cashew.operation.Reply;
import java.util.List;

/** How a command tells what became of its operations, in the order asked, failures among them. */
@FunctionalInterface
interface ManyShape {
  void write(List<Reply> replies, RespWriter out);
}
