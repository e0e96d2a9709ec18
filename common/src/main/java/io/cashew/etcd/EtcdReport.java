package io.cashew.etcd;

import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.util.Optional;

/**
 * How etcd is, as far as it could be found out.
 *
 * @param endpoints those that were asked, for people
 * @param failure why etcd as a whole did not answer; empty: it did
 * @param readTime what a linearizable read took; the least of three
 * @param size how many members etcd lists; 0: it did not tell
 * @param members those that it lists, or that were given if it lists none that is found from here
 * @param alarms such as {@code NOSPACE}
 * @param untold what it refused to tell us, such as its alarms, each with why
 */
public record EtcdReport(
    String endpoints,
    Optional<String> failure,
    Duration readTime,
    int size,
    ImmutableList<Member> members,
    ImmutableList<String> alarms,
    ImmutableList<String> untold) {

  /**
   * One of etcd's processes.
   *
   * @param failure why it did not answer; empty: it did
   * @param leader the id of the leader it knows; 0: none
   * @param bytes its database on disk
   */
  public record Member(
      String address, Optional<String> failure, String version, long leader, long bytes) {}

  /** Whether it answered at all. */
  public boolean answered() {
    return failure.isEmpty();
  }
}
