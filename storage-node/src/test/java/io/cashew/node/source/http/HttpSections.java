package io.cashew.node.source.http;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import io.cashew.config.HttpSection;
import io.cashew.config.HttpSection.Expiry;
import io.cashew.config.HttpSection.Reach;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Sections that differ from the defaults in one thing. Private addresses are allowed. */
final class HttpSections {
  private HttpSections() {}

  static HttpSection of(String url) {
    return with(url, ImmutableMap.of(), HttpSection.DEFAULT_ABSENT, Reach.ALL, 4, Optional.empty());
  }

  static HttpSection atOnce(String url, int connections) {
    return with(
        url,
        ImmutableMap.of(),
        HttpSection.DEFAULT_ABSENT,
        Reach.ALL,
        connections,
        Optional.empty());
  }

  static HttpSection publicOnly(String url) {
    return with(
        url, ImmutableMap.of(), HttpSection.DEFAULT_ABSENT, Reach.PUBLIC, 4, Optional.empty());
  }

  static HttpSection sending(String url, ImmutableMap<String, String> headers) {
    return with(url, headers, HttpSection.DEFAULT_ABSENT, Reach.ALL, 4, Optional.empty());
  }

  static HttpSection absentAt(String url, Integer... statuses) {
    return with(
        url,
        ImmutableMap.of(),
        ImmutableSortedSet.copyOf(statuses),
        Reach.ALL,
        4,
        Optional.empty());
  }

  static HttpSection trusting(String url, Optional<Path> authorities) {
    return with(url, ImmutableMap.of(), HttpSection.DEFAULT_ABSENT, Reach.ALL, 4, authorities);
  }

  private static HttpSection with(
      String url,
      ImmutableMap<String, String> headers,
      ImmutableSortedSet<Integer> absent,
      Reach reach,
      int connections,
      Optional<Path> authorities) {
    return new HttpSection(
        "here",
        URI.create(url),
        headers,
        absent,
        reach,
        Expiry.OF_THE_ANSWER,
        1 << 20,
        Optional.of("X-Version"),
        connections,
        Duration.ofSeconds(10),
        authorities);
  }
}
