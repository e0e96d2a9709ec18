package io.cashew.proxy.tally;

import com.google.common.base.Ascii;
import io.cashew.operation.Operation;

/** What is asked, as it is told apart in metrics. */
enum Method {
  GET,
  SET,
  DELETE,
  TOUCH;

  static Method of(Operation operation) {
    if (operation instanceof Operation.Get) {
      return GET;
    }
    if (operation instanceof Operation.Set) {
      return SET;
    }
    return operation instanceof Operation.Delete ? DELETE : TOUCH;
  }

  String label() {
    return Ascii.toLowerCase(name());
  }
}
