package io.cashew.rpc;

import io.cashew.operation.Condition;
import io.cashew.operation.Operation;
import io.cashew.operation.Operation.Bring;
import io.cashew.operation.Operation.Reach;
import io.cashew.operation.Operation.Want;
import io.cashew.operation.Ttl;
import io.cashew.status.CashewException;
import io.cashew.status.Reason;
import io.cashew.v1.DeleteRequest;
import io.cashew.v1.Expiry;
import io.cashew.v1.GetRequest;
import io.cashew.v1.SetEntry;
import io.cashew.v1.SetRequest;
import io.cashew.v1.TouchRequest;

/**
 * Between operations and the messages of {@code cashew.v1} that ask for them. What makes an
 * operation throws {@link CashewException} on a broken limit.
 */
public final class RequestCodec {
  private RequestCodec() {}

  public static Operation.Get get(GetRequest message) {
    return new Operation.Get(
        message.getGroup(),
        message.getKey(),
        want(message.getWithDetail(), message.getWithoutValue()),
        reach(message.getNoLoad(), message.getPeek()));
  }

  public static GetRequest get(Operation.Get get) {
    return GetRequest.newBuilder()
        .setGroup(get.group())
        .setKey(get.key())
        .setWithDetail(get.want() == Want.VALUE_AND_DETAIL)
        .setWithoutValue(get.want() == Want.DETAIL)
        .setNoLoad(get.reach() == Reach.MEMORY)
        .setPeek(get.reach() == Reach.PEEK)
        .build();
  }

  public static Operation.Set set(SetRequest message) {
    return new Operation.Set(
        message.getGroup(),
        message.getKey(),
        message.getValue(),
        ttl(message.hasTtlMs(), message.getTtlMs(), message.getExpiry()),
        switch (message.getConditionCase()) {
          case IF_ABSENT -> ifAbsent(message.getIfAbsent());
          case IF_PRESENT -> ifPresent(message.getIfPresent());
          case IF_VERSION -> Condition.ifVersion(message.getIfVersion());
          case CONDITION_NOT_SET -> Condition.ALWAYS;
        },
        bring(message.getWithPrevious()));
  }

  public static SetRequest set(Operation.Set set) {
    SetRequest.Builder message =
        SetRequest.newBuilder()
            .setGroup(set.group())
            .setKey(set.key())
            .setValue(set.value())
            .setExpiry(expiry(set.ttl()))
            .setWithPrevious(set.bring() == Bring.VALUE);
    if (set.ttl().kind() == Ttl.Kind.GIVEN) {
      message.setTtlMs(set.ttl().millis());
    }
    switch (set.condition().kind()) {
      case ALWAYS -> {}
      case IF_ABSENT -> message.setIfAbsent(true);
      case IF_PRESENT -> message.setIfPresent(true);
      case IF_VERSION -> message.setIfVersion(set.condition().version());
    }
    return message.build();
  }

  /** {@code otherwise}: how long an entry is to live that names no time. */
  public static Operation.Set set(String group, SetEntry entry, Ttl otherwise) {
    return new Operation.Set(
        group,
        entry.getKey(),
        entry.getValue(),
        entry.hasTtlMs() ? Ttl.ofMillis(entry.getTtlMs()) : otherwise,
        switch (entry.getConditionCase()) {
          case IF_ABSENT -> ifAbsent(entry.getIfAbsent());
          case IF_PRESENT -> ifPresent(entry.getIfPresent());
          case IF_VERSION -> Condition.ifVersion(entry.getIfVersion());
          case CONDITION_NOT_SET -> Condition.ALWAYS;
        },
        Bring.NOTHING);
  }

  /** Without the time to live, which is its batch's; what it brings cannot be asked for. */
  public static SetEntry entry(Operation.Set set) {
    SetEntry.Builder entry = SetEntry.newBuilder().setKey(set.key()).setValue(set.value());
    switch (set.condition().kind()) {
      case ALWAYS -> {}
      case IF_ABSENT -> entry.setIfAbsent(true);
      case IF_PRESENT -> entry.setIfPresent(true);
      case IF_VERSION -> entry.setIfVersion(set.condition().version());
    }
    return entry.build();
  }

  public static Operation.Delete delete(DeleteRequest message) {
    return new Operation.Delete(
        message.getGroup(), message.getKey(), bring(message.getWithPrevious()));
  }

  public static DeleteRequest delete(Operation.Delete delete) {
    return DeleteRequest.newBuilder()
        .setGroup(delete.group())
        .setKey(delete.key())
        .setWithPrevious(delete.bring() == Bring.VALUE)
        .build();
  }

  public static Operation.Touch touch(TouchRequest message) {
    return new Operation.Touch(
        message.getGroup(),
        message.getKey(),
        ttl(message.hasTtlMs(), message.getTtlMs(), message.getExpiry()),
        bring(message.getWithValue()));
  }

  public static TouchRequest touch(Operation.Touch touch) {
    TouchRequest.Builder message =
        TouchRequest.newBuilder()
            .setGroup(touch.group())
            .setKey(touch.key())
            .setExpiry(expiry(touch.ttl()))
            .setWithValue(touch.bring() == Bring.VALUE);
    if (touch.ttl().kind() == Ttl.Kind.GIVEN) {
      message.setTtlMs(touch.ttl().millis());
    }
    return message.build();
  }

  public static Want want(boolean withDetail, boolean withoutValue) {
    if (withoutValue) {
      return Want.DETAIL;
    }
    return withDetail ? Want.VALUE_AND_DETAIL : Want.VALUE;
  }

  public static Reach reach(boolean noLoad, boolean peek) {
    if (peek) {
      return Reach.PEEK;
    }
    return noLoad ? Reach.MEMORY : Reach.SOURCE;
  }

  /** {@code millis} counts if it is given. */
  public static Ttl ttl(boolean given, long millis, Expiry otherwise) {
    if (given) {
      if (otherwise != Expiry.EXPIRY_GROUP) {
        throw new CashewException(
            Reason.TTL_OUT_OF_RANGE,
            "a time to live of %s ms and %s (expected: one of them)"
                .formatted(Long.toUnsignedString(millis), otherwise));
      }
      return Ttl.ofMillis(millis);
    }
    return switch (otherwise) {
      case EXPIRY_GROUP -> Ttl.GROUP;
      case EXPIRY_NEVER -> Ttl.NEVER;
      case EXPIRY_KEEP -> Ttl.KEPT;
      case UNRECOGNIZED ->
          throw new CashewException(
              Reason.TTL_OUT_OF_RANGE,
              "an expiry of a kind that this version does not know: upgrade the older side");
    };
  }

  public static Expiry expiry(Ttl ttl) {
    return switch (ttl.kind()) {
      case GROUP, GIVEN -> Expiry.EXPIRY_GROUP;
      case NEVER -> Expiry.EXPIRY_NEVER;
      case KEPT -> Expiry.EXPIRY_KEEP;
    };
  }

  static Condition ifAbsent(boolean wanted) {
    return wanted ? Condition.IF_ABSENT : Condition.ALWAYS;
  }

  static Condition ifPresent(boolean wanted) {
    return wanted ? Condition.IF_PRESENT : Condition.ALWAYS;
  }

  static Bring bring(boolean wanted) {
    return wanted ? Bring.VALUE : Bring.NOTHING;
  }
}
