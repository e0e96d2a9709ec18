package io.cashew.proxy.door.http;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import io.cashew.http.HttpReply;
import io.cashew.http.HttpRequest;
import io.cashew.operation.Detail;
import io.cashew.operation.Outcome;
import io.cashew.operation.Reply;
import io.cashew.ring.Epoch;
import io.cashew.status.Reason;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From replies to responses, of requests for one key. */
final class Answers {
  private static final String BYTES = "application/octet-stream";

  /** How a message names the one failure that a log tells of. */
  private static final Pattern FAILURE =
      Pattern.compile("\\(id ([A-Za-z0-9-]+) in the node's log\\)");

  private Answers() {}

  /** Of a get. */
  static HttpReply got(HttpRequest request, Reply reply) {
    if (reply instanceof Reply.Found found) {
      long version = found.detail() == null ? 0 : found.detail().version();
      ImmutableMap<String, String> headers = headers(request, found.outcome(), found.detail());
      return Conditions.isKnown(request, version)
          ? new HttpReply(304, "", ByteString.EMPTY, headers)
          : new HttpReply(200, BYTES, found.value(), headers);
    }
    if (reply instanceof Reply.Absent absent) {
      HttpReply problem = failed(absence(absent));
      return new HttpReply(
          problem.status(),
          problem.type(),
          problem.body(),
          headers(request, absent.outcome(), unversioned(absent.detail())));
    }
    return failed(failure(reply));
  }

  /** What is remembered of an absent key has a version, and it is no value's. */
  static @Nullable Detail unversioned(@Nullable Detail detail) {
    return detail == null
        ? null
        : new Detail(
            0,
            detail.ageMillis(),
            detail.ttlLeftMillis(),
            detail.node(),
            detail.partition(),
            detail.epoch());
  }

  /** Why a key has no value. */
  static Reply.Failed absence(Reply.Absent absent) {
    return absent.outcome() == Outcome.NOT_LOADED
        ? new Reply.Failed(Reason.NOT_IN_MEMORY, "the key is not in memory")
        : new Reply.Failed(Reason.SOURCE_NOT_FOUND, "the source has no such key");
  }

  private static ImmutableMap<String, String> headers(
      HttpRequest request, Outcome outcome, @Nullable Detail detail) {
    ImmutableMap.Builder<String, String> headers = ImmutableMap.builder();
    headers.put("Cashew-Outcome", word(outcome));
    if (detail != null) {
      if (detail.version() != 0) {
        headers.put("ETag", Conditions.tag(detail.version()));
        headers.put("Cashew-Version", Long.toUnsignedString(detail.version()));
      }
      headers.put("Cashew-Age", Long.toString(detail.ageMillis()));
      headers.put("Cashew-TTL", ttl(outcome, detail));
      if (request.asksFor("explain")) {
        headers.put("Cashew-Node", detail.node());
        headers.put("Cashew-Partition", Integer.toString(detail.partition()));
        headers.put("Cashew-Epoch", Epoch.toText(detail.epoch()));
      }
    }
    return headers.buildOrThrow();
  }

  private static String ttl(Outcome outcome, Detail detail) {
    return detail.ttlLeftMillis() == 0 && outcome != Outcome.STALE
        ? "none"
        : Long.toString(detail.ttlLeftMillis());
  }

  /** Of a set. */
  static HttpReply set(Reply reply) {
    if (reply instanceof Reply.Stored stored) {
      return stored.version() == 0
          ? HttpReply.empty(204).with("Cashew-Outcome", "not-kept")
          : versioned(HttpReply.empty(204), stored.version()).with("Cashew-Outcome", "stored");
    }
    if (reply instanceof Reply.NotStored unmet) {
      HttpReply no = failed(unmet.asFailure());
      return unmet.version() == 0 ? no : versioned(no, unmet.version());
    }
    return failed(failure(reply));
  }

  private static HttpReply versioned(HttpReply reply, long version) {
    return reply
        .with("ETag", Conditions.tag(version))
        .with("Cashew-Version", Long.toUnsignedString(version));
  }

  /** Of a delete. */
  static HttpReply deleted(Reply reply) {
    return reply instanceof Reply.Deleted deleted
        ? HttpReply.empty(204).with("Cashew-Existed", Boolean.toString(deleted.existed()))
        : failed(failure(reply));
  }

  static HttpReply failed(Reply.Failed failed) {
    Matcher failure = FAILURE.matcher(failed.message());
    return HttpReply.problem(
        failed.reason(),
        failed.message(),
        failure.find() ? Optional.of("urn:cashew:failure:" + failure.group(1)) : Optional.empty());
  }

  /** The failure a reply is, or, if it is none and fits nothing, a defect of ours. */
  static Reply.Failed failure(Reply reply) {
    return reply instanceof Reply.Failed failed
        ? failed
        : new Reply.Failed(
            Reason.INTERNAL, "the node's reply does not fit the request: " + reply.getClass());
  }

  /** An outcome as clients read it. */
  static String word(Outcome outcome) {
    return Ascii.toLowerCase(outcome.name()).replace('_', '-');
  }
}
