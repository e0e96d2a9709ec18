package io.cashew.node.source.http;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Longs;
import com.google.protobuf.ByteString;
import io.cashew.config.HttpSection;
import io.cashew.config.HttpSection.Expiry;
import io.cashew.node.source.Load;
import io.cashew.node.source.LoadRequest;
import io.cashew.node.source.Loaded;
import io.cashew.node.source.http.Validators.Validator;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What the answers of a service mean to one group. Thread-safe. */
final class Answers {
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  /** Of bodies that are not values: so much is read, to keep the connection; no more. */
  private static final long MAX_USELESS_BYTES = 16 << 10;

  private final HttpSection section;
  private final long maxValueBytes;
  private final Validators validators;

  Answers(HttpSection section, long maxValueBytes) {
    this.section = section;
    this.maxValueBytes = maxValueBytes;
    this.validators = new Validators(section.validatorBytes());
  }

  ImmutableMap<String, String> headers() {
    return section.headers();
  }

  /** By what the service may recognise the value that is still in memory. */
  Optional<Validator> validator(LoadRequest request) {
    return request.known().flatMap(known -> validators.of(request.key(), known));
  }

  long maxBodyBytes(int status) {
    return status == OK ? maxValueBytes : MAX_USELESS_BYTES;
  }

  /** Ends a load whose answer has a body that is too large. */
  void endWithoutBody(
      Load load, ResponseInfo response, UrlTemplate url, Optional<Validator> validator) {
    if (response.statusCode() == OK) {
      load.failAsTooLarge(maxValueBytes);
    } else {
      end(load, response.statusCode(), response.headers(), ByteString.EMPTY, url, validator);
    }
  }

  void end(
      Load load,
      int status,
      HttpHeaders headers,
      ByteString body,
      UrlTemplate url,
      Optional<Validator> validator) {
    LoadRequest request = load.request();
    if (section.absent().contains(status)) {
      load.end(new Loaded.Absent(ttl(headers)));
    } else if (status == OK || status == NO_CONTENT) {
      OptionalLong version = version(headers);
      validators.remember(request.key(), body, headers, version);
      load.end(new Loaded.Present(body, ttl(headers), version));
    } else if (status == NOT_MODIFIED && validator.isPresent() && request.known().isPresent()) {
      OptionalLong version = version(headers);
      load.end(
          new Loaded.Present(
              request.known().get(),
              ttl(headers),
              version.isPresent() ? version : validator.get().version()));
    } else {
      load.explain(new IOException("GET %s: status %d".formatted(url, status)));
    }
  }

  private Optional<Duration> ttl(HttpHeaders headers) {
    return section.expiry() == Expiry.OF_THE_ANSWER ? CacheControl.ttl(headers) : Optional.empty();
  }

  /** What is no number counts as no version. */
  private OptionalLong version(HttpHeaders headers) {
    @Nullable Long version =
        section.versionHeader().flatMap(headers::firstValue).map(Longs::tryParse).orElse(null);
    return version == null || version < 0 ? OptionalLong.empty() : OptionalLong.of(version);
  }
}
