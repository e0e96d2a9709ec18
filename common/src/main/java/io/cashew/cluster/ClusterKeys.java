package io.cashew.cluster;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.regex.Pattern;

/**
 * Where things stand in the cluster store.
 *
 * @param cluster the cluster's name: several clusters may share one store
 */
public record ClusterKeys(String cluster) {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,64}");

  public ClusterKeys {
    checkArgument(
        NAME.matcher(cluster).matches(),
        "cluster: \"%s\" (expected: 1 to 64 characters of a-z, A-Z, 0-9, '.', '_', '-')",
        cluster);
  }

  /** The ring record: put only, never deleted. */
  public String ring() {
    return root() + "ring";
  }

  /** Prefix of the members. */
  public String members() {
    return root() + "members/";
  }

  /** A node's registration, under its lease. */
  public String member(String id) {
    return members() + id;
  }

  /** Prefix of the groups. */
  public String groups() {
    return root() + "groups/";
  }

  /** A group's settings. */
  public String group(String name) {
    return groups() + name;
  }

  /** Prefix of what was flushed. */
  public String flushes() {
    return root() + "flushes/";
  }

  /** A group's flushes: put only, never deleted. */
  public String flush(String group) {
    return flushes() + group;
  }

  /** Prefix of the acknowledgements. */
  public String acks() {
    return root() + "acks/";
  }

  /** The epoch a node has applied, under its lease. */
  public String ack(String id) {
    return acks() + id;
  }

  /** Prefix of the proxies. */
  public String proxies() {
    return root() + "proxies/";
  }

  /** What a proxy says of itself and of the nodes it probes, under its lease. */
  public String proxy(String id) {
    return proxies() + id;
  }

  /** What operators want of the ring. */
  public String intent() {
    return root() + "intent";
  }

  /** Prefix of the former rings. */
  public String history() {
    return root() + "history/";
  }

  /** A place for a former ring, 0 to {@link FormerRings#SLOTS} - 1. */
  public String history(int slot) {
    return history() + slot;
  }

  /** The proxy that plans ring changes, under its lease. */
  public String coordinator() {
    return root() + "coordinator";
  }

  private String root() {
    return "/cashew/" + cluster + "/";
  }
}
