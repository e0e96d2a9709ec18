package io.cashew.proxy.door.resp;

import io.cashew.operation.Condition;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Ttl;
import org.jspecify.annotations.Nullable;

/** The options of SET. */
record SetOptions(Ttl ttl, Condition condition, Bring bring) {
  private static final long NX = Words.pack("NX");
  private static final long XX = Words.pack("XX");
  private static final long GET = Words.pack("GET");
  private static final long KEEPTTL = Words.pack("KEEPTTL");

  /** Those from an argument on. */
  static SetOptions of(Request request, int first) {
    TtlOptions ttl = new TtlOptions();
    Condition condition = Condition.ALWAYS;
    Bring bring = Bring.NOTHING;
    for (int i = first; i < request.count(); i++) {
      long word = request.word(i);
      if (word == NX || word == XX) {
        Condition wanted = word == NX ? Condition.IF_ABSENT : Condition.IF_PRESENT;
        if (condition.kind() != Condition.Kind.ALWAYS && !condition.equals(wanted)) {
          throw CommandException.syntax();
        }
        condition = wanted;
      } else if (word == GET) {
        bring = Bring.VALUE;
      } else if (word == KEEPTTL) {
        ttl.set(KEEPTTL, Ttl.KEPT);
      } else {
        int read = ttl.read(request, i);
        if (read == 0) {
          throw CommandException.syntax();
        }
        i += read - 1;
      }
    }
    @Nullable Ttl said = ttl.ttl(request);
    return new SetOptions(said == null ? Ttl.GROUP : said, condition, bring);
  }
}
